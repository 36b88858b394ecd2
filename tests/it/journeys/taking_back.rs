// SPDX-License-Identifier: AGPL-3.0-or-later
//! A requester takes back what is not needed any more.

use crate::on_both;
use crate::support::town::ANNA;

on_both! {
    async fn a_request_is_cancelled_only_after_a_second_question(world: &World) {
        let number = world.request_of(ANNA, "Ho già risolto", "Non serve più.").number;
        let anna = world.browser_of(ANNA);
        let address = format!("/requests/{number}");
        let page = anna.open(&address).await;
        assert_eq!(page.all("details:not([open]) > summary").last().map(String::as_str), Some("Non ti serve più?"));
        let first = page.all(&format!("details:not([open]) form[action='{address}/cancellation'] button"));
        assert_eq!(first, ["Annulla la richiesta"], "one click is enough");
        page.must_say("non potrai riaprirla");
        anna.send(page.form("Annulla la richiesta")).await.must_say("è annullata");
        anna.open(&address).await.must_say("Hai annullato la richiesta.").must_not_say("Non ti serve più?");
    }
}
