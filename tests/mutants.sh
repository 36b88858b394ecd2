#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Shows that the fault tests bite: builds the program with a mistake in it, in a copy, and expects the tests to fail.
# Part of `bin/test --long`. Usage: tests/mutants.sh [WORD of the mistakes that are to be tried]
set -euo pipefail
cd "$(dirname "$0")/.."

word="${1:-}"
copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT

# A mistake is a line of the source and what stands there instead; a line that is not found is a mistake of this script.
spoil() {
    local file="$1" from="$2" to="$3"
    perl -0777 -e '
        my ($path, $old, $new) = @ARGV;
        open(my $in, "<", $path) or die "$path: $!\n";
        my $text = <$in>;
        my $times = () = $text =~ /\Q$old\E/g;
        die "$path: expected once: $old\n" if $times != 1;
        $text =~ s/\Q$old\E/$new/;
        open(my $out, ">", $path) or die "$path: $!\n";
        print $out $text;
    ' "$copy/$file" "$from" "$to"
}

must_fail() {
    local name="$1" test="$2" log="$copy/log"
    shift 2
    case "$name" in *"$word"*) ;; *) return ;; esac
    rm -rf "$copy/src" "$copy/tests"
    cp -a Cargo.toml Cargo.lock build.rs rust-toolchain.toml src tests locales templates mail-templates migrations static data \
        sportello.example.toml package.json package-lock.json node_modules docs "$copy/"
    spoil "$@"
    if (cd "$copy" && cargo test --locked --test it -- "$test" >"$log" 2>&1); then
        echo "NOT CAUGHT: $name"
        return 1
    fi
    # A program that does not compile proves nothing.
    grep -q '^test result: FAILED' "$log" || { tail -40 "$log"; return 1; }
    echo "caught: $name ($(grep -c '\.\.\. FAILED$' "$log") tests failed)"
}

# Kills alone do not find this one: what was marked too early has numbers above the highest known one and is looked at again.
must_fail "marks on the server before the ledger has the mail" faults::surroundings::while_the_sqlite \
    src/intake/jobs/taking.rs \
    '        let digests = self.known(mails).await?;' \
    '        let digests = self.known(mails).await?; self.open.mark_taken(mails).await?;'
must_fail "does not look whether a mail had come before" faults::killing \
    src/intake/ledger.rs \
    '    let key = incoming.filter(|_| first).map(|incoming| incoming.key.as_str());' \
    '    let key = incoming.filter(|_| first && false).map(|incoming| incoming.key.as_str());'
# One mail in a hundred has the identifier of another one: that takes some hundred mails.
SPORTELLO_LONG=20 must_fail "takes one identifier for one mail" faults::killing \
    src/intake/reading.rs \
    'Some(id) => format!("{id}|{}", outer.content_sha256()),' \
    'Some(id) => format!("{id}|"),'
