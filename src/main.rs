// SPDX-License-Identifier: AGPL-3.0-or-later
//! The program `sportello`: what was typed becomes a command. What the commands do is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    sportello::commands::main()
}
