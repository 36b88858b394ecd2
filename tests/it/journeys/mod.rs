// SPDX-License-Identifier: AGPL-3.0-or-later
//! The whole road, as people walk it.

use crate::on_both;
use crate::support::town::ANNA;

on_both! {
    async fn an_unknown_address_is_a_page_that_says_so(world: &World) {
        let page = world.browser().open("/niente").await;
        page.must_be(404);
        world.settle().await;
        assert!(world.sink.take_for(ANNA).is_empty());
    }
}
