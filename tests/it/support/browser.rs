// SPDX-License-Identifier: AGPL-3.0-or-later
//! A person at a browser without JavaScript: opens pages, follows redirects, fills in forms, keeps cookies.

use std::sync::Arc;

use reqwest::cookie::Jar;
use reqwest::multipart::{Form as Multipart, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::html::{Form, Page};
use super::{World, town};

/// A browser with cookies of its own.
pub struct Browser {
    client: Client,
    jar: Arc<Jar>,
    base: String,
}

impl Browser {
    /// One that was never here before.
    pub fn new(base: &str) -> Self {
        Self::with(base, Policy::default())
    }

    /// One that shows where it is sent instead of going there.
    pub fn that_stays(base: &str) -> Self {
        Self::with(base, Policy::none())
    }

    fn with(base: &str, redirects: Policy) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder().cookie_provider(Arc::clone(&jar)).redirect(redirects);
        Self {
            client: client.build().unwrap(),
            jar,
            base: base.to_owned(),
        }
    }

    /// Somebody is signed in already, however that came.
    #[must_use]
    pub fn signed_in_as(self, world: &World, email: &str) -> Self {
        let token = world.session_of(email);
        let site = self.base.parse().unwrap();
        self.jar.add_cookie_str(&format!("session={token}; Path=/"), &site);
        self
    }

    /// Opens a page; absolute addresses of this site are fine, too.
    pub async fn open(&self, address: &str) -> Page {
        self.page(self.get(address).await).await
    }

    /// Asks for an address and gives the answer as it is, after redirects.
    pub async fn get(&self, address: &str) -> Response {
        let request = self.client.get(self.url(address)).header("accept-language", "it");
        request.send().await.unwrap()
    }

    /// Follows the first link with these words.
    pub async fn follow(&self, page: &Page, words: &str) -> Page {
        self.open(&page.link(words)).await
    }

    /// Sends a form.
    pub async fn send(&self, form: Form) -> Page {
        self.page(self.send_raw(form).await).await
    }

    /// Sends a form and gives the answer as it is, after redirects.
    pub async fn send_raw(&self, form: Form) -> Response {
        let url = self.url(&form.action);
        let request = if !form.post {
            self.client.get(url).query(&form.values)
        } else if form.multipart {
            let mut parts = Multipart::new();
            for (name, value) in form.values {
                parts = parts.text(name, value);
            }
            for (field, filename, content) in form.files {
                parts = parts.part(field, Part::bytes(content).file_name(filename));
            }
            self.client.post(url).multipart(parts)
        } else {
            self.client.post(url).form(&form.values)
        };
        request.header("accept-language", "it").send().await.unwrap()
    }

    /// Posts fields that came from no form.
    pub async fn post(&self, address: &str, values: &[(&str, &str)]) -> Page {
        self.page(self.post_raw(address, values).await).await
    }

    /// Posts fields that came from no form and gives the answer as it is.
    pub async fn post_raw(&self, address: &str, values: &[(&str, &str)]) -> Response {
        let request = self.client.post(self.url(address)).header("accept-language", "it");
        request.form(values).send().await.unwrap()
    }

    /// Somebody of the staff signs in with the password that all of them have.
    pub async fn sign_in(&self, email: &str) -> Page {
        let form = self.open("/sign-in").await.form_to("/sign-in/password");
        let page = self
            .send(form.set("account", email).set("password", town::PASSWORD))
            .await;
        assert!(
            page.status == 200,
            "{email} cannot sign in: {} {}",
            page.status,
            page.text()
        );
        page
    }

    fn url(&self, address: &str) -> String {
        if address.starts_with("http") {
            address.to_owned()
        } else {
            format!("{}{address}", self.base)
        }
    }

    async fn page(&self, response: Response) -> Page {
        let (status, url) = (response.status().as_u16(), response.url().clone());
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let page = Page {
            status,
            path: format!("{}{query}", url.path()),
            html: response.text().await.unwrap_or_default(),
        };
        page.mistakes_must_lead_to_their_fields();
        page
    }
}
