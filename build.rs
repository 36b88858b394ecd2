// SPDX-License-Identifier: AGPL-3.0-or-later
//! Gathers the web assets: what npm brings by the lock file, and our own style sheet and scripts from `static/`.
//!
//! It writes `assets.rs` into the build's folder, which `platform::web::assets` includes: name, type, digest, content and
//! the content compressed. Names within style sheets, written `asset:NAME`, become addresses with the digest in them.

#![allow(
    clippy::disallowed_methods,
    reason = "the homes of files and variables are those of the program, not of its build"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// What is taken from npm: the name under which it is served, and where it lies in `bootstrap-italia/dist`.
const FROM_NPM: &[(&str, &str)] = &[
    ("bootstrap-italia.css", "css/bootstrap-italia.min.css"),
    ("sprites.svg", "svg/sprites.svg"),
    (
        "titillium-300.woff2",
        "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-300.woff2",
    ),
    (
        "titillium-400.woff2",
        "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2",
    ),
    (
        "titillium-400i.woff2",
        "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-italic.woff2",
    ),
    (
        "titillium-600.woff2",
        "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2",
    ),
    (
        "titillium-700.woff2",
        "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-700.woff2",
    ),
    (
        "roboto-mono-400.woff2",
        "fonts/Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular.woff2",
    ),
    ("titillium-licence.txt", "fonts/Titillium_Web/OFL.txt"),
    ("roboto-mono-licence.txt", "fonts/Roboto_Mono/LICENSE.txt"),
];

struct Asset {
    name: String,
    digest: String,
    bytes: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for watched in [
        "package.json",
        "package-lock.json",
        "static",
        "migrations",
        "templates",
        "mail-templates",
        "locales",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    install(&root)?;
    let mut assets = Vec::new();
    let dist = root.join("node_modules/bootstrap-italia/dist");
    for (name, path) in FROM_NPM {
        assets.push(Asset::new(name, fs::read(dist.join(path))?));
    }
    for path in own_files(&root.join("static"))? {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or("a file in static/ has no readable name")?;
        let mut bytes = fs::read(&path)?;
        if name.ends_with(".css") {
            bytes = with_addresses(&String::from_utf8(bytes)?, &assets)?.into_bytes();
        }
        assets.push(Asset::new(name, bytes));
    }
    write_module(&out, &assets)
}

/// Runs `npm ci` when the packages are missing or the lock file has changed since they were installed.
fn install(root: &Path) -> Result<(), Box<dyn Error>> {
    let lock = fs::read(root.join("package-lock.json"))?;
    let stamp = root.join("node_modules/.sportello-lock");
    let wanted = digest(&lock);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let ran = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(root)
        .output();
    let output = match ran {
        Ok(output) => output,
        Err(error) => {
            return Err(format!(
                "cannot run npm ({error}): the style sheet and fonts of Bootstrap Italia come from npm. Install Node.js 20 or later \
                 with npm (on Debian: apt install nodejs npm) and build again."
            )
            .into());
        }
    };
    if !output.status.success() {
        return Err(format!("npm ci failed:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    fs::write(&stamp, wanted)?;
    Ok(())
}

fn own_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

/// Replaces `asset:NAME` within `url(...)`; a name that is not there stops the build.
fn with_addresses(css: &str, assets: &[Asset]) -> Result<String, Box<dyn Error>> {
    let mut done = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("asset:") {
        let end = after.find([')', '"', '\'', '#']).ok_or("asset: without an end")?;
        let (name, following) = after.split_at(end);
        let asset = assets
            .iter()
            .find(|asset| asset.name == name)
            .ok_or_else(|| format!("no asset {name}"))?;
        write!(done, "{before}/static/{}/{name}", asset.digest)?;
        rest = following;
    }
    done.push_str(rest);
    Ok(done)
}

impl Asset {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            digest: digest(&bytes).chars().take(12).collect(),
            bytes,
        }
    }

    fn content_type(&self) -> &'static str {
        match self.name.rsplit('.').next().unwrap_or_default() {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "woff2" => "font/woff2",
            "txt" => "text/plain; charset=utf-8",
            "png" => "image/png",
            "ico" => "image/x-icon",
            _ => "application/octet-stream",
        }
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _written = write!(text, "{byte:02x}");
        text
    })
}

fn write_module(out: &Path, assets: &[Asset]) -> Result<(), Box<dyn Error>> {
    let mut module = String::from("/// Every asset.\nstatic ASSETS: &[Asset] = &[\n");
    for asset in assets {
        let plain = out.join(&asset.name);
        fs::write(&plain, &asset.bytes)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&asset.bytes)?;
        let compressed = encoder.finish()?;
        let gzip = if compressed.len() < asset.bytes.len() {
            let path = out.join(format!("{}.gz", asset.name));
            fs::write(&path, compressed)?;
            format!("Some(include_bytes!({path:?}))")
        } else {
            "None".to_owned()
        };
        writeln!(
            module,
            "    Asset {{ name: {:?}, content_type: {:?}, digest: {:?}, bytes: include_bytes!({plain:?}), gzip: {gzip} }},",
            asset.name,
            asset.content_type(),
            asset.digest,
        )?;
    }
    module.push_str("];\n");
    fs::write(out.join("assets.rs"), module)?;
    Ok(())
}
