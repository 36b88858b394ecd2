// SPDX-License-Identifier: AGPL-3.0-or-later
//! Much post at once, as mail servers bring it: some of it twice, some under an identifier that was used before, some
//! without any. The same seed makes the same post.

use super::town::ANNA;

/// Numbers that look random and are the same for the same seed.
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// One of `0..below`.
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// The seed of this run: `SPORTELLO_SEED`, or the same as always.
pub fn seed() -> u64 {
    std::env::var("SPORTELLO_SEED").map_or(20_261_125, |seed| seed.parse().expect("a number"))
}

/// Whether the long form is asked for.
pub fn is_long() -> bool {
    std::env::var_os("SPORTELLO_LONG").is_some()
}

/// How much of something: in the long form all of it, or with `SPORTELLO_LONG=20` a twentieth.
pub fn amount(short: usize, long: usize) -> usize {
    match std::env::var("SPORTELLO_LONG") {
        Ok(part) => long / part.parse::<usize>().unwrap_or(1).max(1),
        Err(_) => short,
    }
}

/// Mails, and how many different ones there are among them.
pub struct Post {
    /// As they come.
    pub mails: Vec<Vec<u8>>,
    /// How many must become tickets.
    pub different: usize,
}

impl Post {
    /// So many mails: 5 % come twice by another way, 1 % have an identifier of an earlier one, 1 % have none.
    pub fn mixed(count: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut known: Vec<(String, Vec<u8>)> = Vec::new();
        let (mut mails, mut different) = (Vec::new(), 0);
        for number in 0..count {
            let fate = dice.roll(100);
            let earlier = (!known.is_empty()).then(|| known[dice.roll(known.len() as u64) as usize].clone());
            let fresh = format!("<post.{seed}.{number}@comune-fano.example>");
            match (fate, earlier) {
                (0..5, Some((_, mail))) => {
                    let way = format!("Received: by mx{number}.example; Mon, 10 Aug 2026 09:00:00 +0200\r\n");
                    mails.push([way.into_bytes(), mail].concat());
                    continue;
                }
                (5, Some((id, _))) => mails.push(letter(number, Some(&id))),
                (6, _) => mails.push(letter(number, None)),
                _ => {
                    let mail = letter(number, Some(&fresh));
                    known.push((fresh, mail.clone()));
                    mails.push(mail);
                }
            }
            different += 1;
        }
        Self { mails, different }
    }
}

fn letter(number: usize, id: Option<&str>) -> Vec<u8> {
    let id = id.map(|id| format!("Message-ID: {id}\r\n")).unwrap_or_default();
    let filler = "Da questa mattina la procedura si chiude da sola.\r\n".repeat(20 + number % 40);
    format!(
        "From: {ANNA}\r\nTo: assistenza@cstpu.example\r\nSubject: Guasto {number}\r\n\
         Date: Mon, 10 Aug 2026 09:00:00 +0200\r\n{id}\r\nPostazione {number}.\r\n{filler}"
    )
    .into_bytes()
}

#[test]
fn the_same_seed_makes_the_same_post() {
    let (one, same, other) = (Post::mixed(500, 7), Post::mixed(500, 7), Post::mixed(500, 8));
    assert_eq!((&one.mails, one.different), (&same.mails, same.different));
    assert_ne!(one.mails, other.mails);
    assert!((460..=490).contains(&one.different), "{}", one.different);
}
