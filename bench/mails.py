#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes mails of the sizes that a help desk gets: bench/mails.py FOLDER [COUNT]. The same mails at every run.

70 in 100 are text and HTML of 5 to 50 kB, 25 have a file of 100 kB to 1 MB, 5 have 5 to 10 MB in two files.
"""

import base64
import os
import random
import sys

WORDS = (
    "la stampante del protocollo non va più da ieri mattina e il sindaco vuole la delibera perché domani scade il termine "
    "abbiamo già riavviato il server però l'errore è sempre lo stesso grazie cordiali saluti comune ufficio anagrafe"
).split()


def sentences(chance, size):
    """So many characters of text in paragraphs."""
    lines, length = [], 0
    while length < size:
        line = " ".join(chance.choices(WORDS, k=chance.randint(6, 18))).capitalize() + "."
        lines.append(line)
        length += len(line) + 2
        if chance.random() < 0.2:
            lines.append("")
    return lines


def quoted_printable(text):
    out = []
    for line in text.split("\n"):
        coded = "".join(c if c == " " or (32 < ord(c) < 127 and c != "=") else "".join(f"={b:02X}" for b in c.encode()) for c in line)
        while len(coded) > 75:
            cut = 72
            while "=" in coded[cut - 2 : cut]:
                cut -= 1
            out.append(coded[:cut] + "=")
            coded = coded[cut:]
        out.append(coded)
    return "\n".join(out)


def part(kind, body, coding, more=""):
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {coding}\n{more}\n{body}\n"


def multipart(kind, boundary, parts):
    inside = "".join(f"--{boundary}\n{one}\n" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inside}--{boundary}--\n'


def attached(chance, number, size):
    text = base64.encodebytes(chance.randbytes(size)).decode()
    more = f"Content-Disposition: attachment;\n filename*=utf-8''relazione%20n.%C2%B0{number}.pdf\n"
    return part("application/pdf", text, "base64", more)


def mail(chance, number):
    text = sentences(chance, chance.randint(2_000, 16_000))
    quote = ["", "Il giorno mar 24 nov 2026 alle ore 10:00 CSTPU <assistenza@cstpu.example> ha scritto:", ""]
    quote += ["> " + line for line in sentences(chance, chance.randint(500, 4_000))]
    plain = "\n".join(text + quote)
    style = "<style>p.MsoNormal{margin:0cm;font-size:11.0pt;font-family:Calibri}</style>"
    rich = "".join(f'<p class="MsoNormal" style="margin:0"><span lang="IT">{line}</span></p>\n' for line in text + quote)
    html = f"<html><head>{style}</head><body><div class=\"WordSection1\">{rich}</div></body></html>"
    body = multipart(
        "alternative",
        "=_a",
        [
            part("text/plain; charset=utf-8", quoted_printable(plain), "quoted-printable"),
            part("text/html; charset=utf-8", quoted_printable(html), "quoted-printable"),
        ],
    )
    kind = number % 20
    if kind == 0:
        files = [attached(chance, one, chance.randint(1_900_000, 3_700_000)) for one in (1, 2)]
    elif kind <= 5:
        files = [attached(chance, 1, chance.randint(75_000, 750_000))]
    else:
        files = []
    if files:
        body = multipart("mixed", "=_m", [body, *files])
    header = (
        f"From: =?utf-8?Q?Nicol=C3=B2?= Bo <persona{number % 97}@comune-fano.example>\nTo: assistenza@cstpu.example\n"
        f"Subject: =?utf-8?Q?La_stampante_n=2E_{number}_non_va_pi=C3=B9?=\nDate: Tue, 24 Nov 2026 14:30:00 +0100\n"
        f"Message-ID: <bench.{number}@comune-fano.example>\nMIME-Version: 1.0\n"
    )
    return (header + body).replace("\n", "\r\n").encode()


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 1_000
    os.makedirs(folder, exist_ok=True)
    chance = random.Random(2026)
    for number in range(count):
        with open(os.path.join(folder, f"{number:05}.eml"), "wb") as file:
            file.write(mail(chance, number))


main()
