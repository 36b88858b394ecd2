// SPDX-License-Identifier: AGPL-3.0-or-later
//! What happens when many send files at the same time: the memory has an end, and who comes too late is told so.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Response;

use crate::support::town::{ANNA, BRUNO};
use crate::support::world::in_world_with;
use crate::support::{Browser, Engine, World};

const FILE: usize = 1_000_000;

/// Sends a file and leaves the form unfinished.
fn begin_to_send(world: &World, session: &str) -> TcpStream {
    let mut line = TcpStream::connect(world.base.trim_start_matches("http://")).unwrap();
    let head = format!(
        "POST /requests HTTP/1.1\r\nHost: sportello\r\nCookie: session={session}\r\nContent-Length: {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\n\r\n\
         --b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n",
        2 * FILE
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&vec![b'x'; FILE]).unwrap();
    line
}

/// Sends a form with a file and without a subject, which does nothing, until the answer is the one that is waited for.
async fn send_until(browser: &Browser, status: u16) -> Response {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let form = browser.open("/requests/new").await.form_to("/requests");
        let answer = browser.send_raw(form.attach("foto.txt", &vec![b'x'; FILE])).await;
        if answer.status().as_u16() == status {
            return answer;
        }
        assert!(Instant::now() < deadline, "{} instead of {status}", answer.status());
    }
}

#[test]
fn when_too_many_send_files_at_once_the_next_is_told_to_come_back_and_gets_through_later() {
    let settings = |config: &mut sportello::config::Config| {
        config.storage.max_file_mb = 1;
        config.storage.max_files = 1;
    };
    in_world_with(Engine::Sqlite, settings, async |world: &World| {
        let session = world.session_of(BRUNO);
        let anna = world.browser_of(ANNA);
        send_until(&anna, 422).await;
        let crowd: Vec<TcpStream> = (0..17).map(|_| begin_to_send(world, &session)).collect();
        let answer = send_until(&anna, 503).await;
        assert!(answer.headers().contains_key("retry-after"));
        let page = answer.text().await.unwrap();
        assert!(
            page.contains("arrivano troppi file") && page.contains("Torna indietro"),
            "{page}"
        );
        drop(crowd);
        send_until(&anna, 422).await;
    });
}
