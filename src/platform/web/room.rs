// SPDX-License-Identifier: AGPL-3.0-or-later
//! Room in memory for the files of forms that are being read, shared by all workers: however many people send files at the
//! same time, the program does not grow beyond it.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// There is always so much, however small the largest form is.
const LEAST: usize = 16 * 1_048_576;

/// The room, one permit for each byte. It is taken as bytes arrive, not by what a browser announces: a line that hangs holds
/// only what it has sent.
#[derive(Debug, Clone)]
pub struct Room(Arc<Semaphore>);

impl Room {
    /// Room for one form of the largest size that is allowed, or many smaller ones.
    pub fn for_forms_of(largest: usize) -> Self {
        Self(Arc::new(Semaphore::new(largest.clamp(LEAST, Semaphore::MAX_PERMITS))))
    }
}

/// What one form holds of the room; given back when the form is dropped.
#[derive(Debug)]
pub(super) struct Held {
    room: Room,
    bytes: Option<OwnedSemaphorePermit>,
    /// Whether there was once no room: then nothing is held any more.
    pub(super) is_full: bool,
}

impl Held {
    pub(super) fn nothing_of(room: &Room) -> Self {
        Self {
            room: room.clone(),
            bytes: None,
            is_full: false,
        }
    }

    /// Takes room for so many bytes more; tells whether there was any.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        if self.is_full {
            return false;
        }
        let more = u32::try_from(bytes)
            .ok()
            .and_then(|bytes| Arc::clone(&self.room.0).try_acquire_many_owned(bytes).ok());
        match (more, &mut self.bytes) {
            (None, held) => {
                *held = None;
                self.is_full = true;
            }
            (Some(more), Some(held)) => held.merge(more),
            (Some(more), held) => *held = Some(more),
        }
        !self.is_full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_no_room_lets_go_of_what_was_held() {
        let room = Room::for_forms_of(LEAST);
        let (mut first, mut second) = (Held::nothing_of(&room), Held::nothing_of(&room));
        assert!(first.take(LEAST / 2) && second.take(LEAST / 2));
        assert!(!second.take(1) && !second.take(0));
        assert!(first.take(LEAST / 2), "the room of who gave up is free");
        drop(first);
        assert!(Held::nothing_of(&room).take(LEAST));
    }
}
