// SPDX-License-Identifier: AGPL-3.0-or-later
//! Every address of the site, grouped by whom it is for. The test that walks every route as every role reads this table.

use actix_web::{Route, web};

use self::Audience::{Anybody, Demo, Manager, SignedIn, Technician};
use crate::catalog::pages as catalog;
use crate::intake::pages as mail;
use crate::platform::web::assets;
use crate::publishing::pages as publishing;
use crate::site::pages as site;
use crate::surveys::pages as surveys;
use crate::tickets::pages as tickets;

/// Whom an address is for; handlers check it themselves, and a test holds them to this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody, signed in or not.
    Anybody,
    /// Whoever is signed in; what they see there depends on who they are.
    SignedIn,
    /// Who works on tickets.
    Technician,
    /// Who looks at figures and publishes them.
    Manager,
    /// Everybody, in the demonstration only.
    Demo,
}

/// One address.
pub struct Entry {
    /// Whom it is for.
    pub audience: Audience,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The pattern of the address.
    pub path: &'static str,
    route: fn() -> Route,
}

const fn get(audience: Audience, path: &'static str, route: fn() -> Route) -> Entry {
    Entry {
        audience,
        method: "GET",
        path,
        route,
    }
}

const fn post(audience: Audience, path: &'static str, route: fn() -> Route) -> Entry {
    Entry {
        audience,
        method: "POST",
        path,
        route,
    }
}

/// Every address.
pub static TABLE: &[Entry] = &[
    // Everybody.
    get(Anybody, "/", || web::get().to(site::home)),
    get(Anybody, "/sign-in", || web::get().to(site::sign_in)),
    post(Anybody, "/sign-in/link", || web::post().to(site::ask)),
    get(Anybody, "/sign-in/link-sent", || web::get().to(site::link_sent)),
    get(Anybody, "/sign-in/link/{token}", || web::get().to(site::open_link)),
    post(Anybody, "/sign-in/link/{token}", || web::post().to(site::confirm)),
    post(Anybody, "/sign-in/password", || web::post().to(site::with_password)),
    post(Anybody, "/sign-out", || web::post().to(site::sign_out)),
    post(Anybody, "/language", || web::post().to(site::choose_language)),
    get(Anybody, "/mail/where", || web::get().to(site::lost_mail::show)),
    post(Anybody, "/mail/where", || web::post().to(site::lost_mail::ask)),
    get(Anybody, "/mail/where/asked", || web::get().to(site::lost_mail::asked)),
    get(Anybody, "/privacy", || web::get().to(site::privacy)),
    get(Anybody, "/legal", || web::get().to(site::legal)),
    get(Anybody, "/accessibility", || web::get().to(site::accessibility)),
    get(Anybody, "/survey/{token}", || web::get().to(surveys::show)),
    post(Anybody, "/survey/{token}", || web::post().to(surveys::submit)),
    get(Anybody, "/survey/{token}/thanks", || web::get().to(surveys::thanks)),
    get(Anybody, "/reopening/{token}", || {
        web::get().to(tickets::reopening::show)
    }),
    post(Anybody, "/reopening/{token}", || {
        web::post().to(tickets::reopening::create)
    }),
    get(Anybody, "/mail/release/{token}", || {
        web::get().to(mail::releasing::show)
    }),
    post(Anybody, "/mail/release/{token}", || {
        web::post().to(mail::releasing::create)
    }),
    get(Anybody, "/catalog", || web::get().to(catalog::show)),
    get(Anybody, "/results", || web::get().to(publishing::results)),
    get(Anybody, "/results/{period}.csv", || web::get().to(publishing::csv)),
    get(Anybody, "/results/{period}.json", || web::get().to(publishing::json)),
    get(Anybody, "/results/{period}", || web::get().to(publishing::quarter)),
    get(Anybody, "/open-data", || web::get().to(publishing::open_data)),
    get(Anybody, "/healthz", || web::get().to(site::healthz)),
    get(Anybody, "/readyz", || web::get().to(site::readyz)),
    get(Anybody, "/metrics", || web::get().to(site::metrics)),
    get(Anybody, "/static/{digest}/{name}", || web::get().to(assets::serve)),
    // Requesters and contacts.
    get(SignedIn, "/requests", || web::get().to(tickets::list::show)),
    post(SignedIn, "/requests", || web::post().to(tickets::asking::create)),
    get(SignedIn, "/requests/new", || web::get().to(tickets::asking::new)),
    get(SignedIn, "/requests/{number}", || web::get().to(tickets::request::show)),
    post(SignedIn, "/requests/{number}/messages", || {
        web::post().to(tickets::request::answer)
    }),
    post(SignedIn, "/requests/{number}/reopening", || {
        web::post().to(tickets::request::reopen)
    }),
    post(SignedIn, "/requests/{number}/cancellation", || {
        web::post().to(tickets::request::cancel)
    }),
    get(SignedIn, "/attachments/{id}", || {
        web::get().to(tickets::attachment::show)
    }),
    get(SignedIn, "/messages/{id}/pictures", || {
        web::get().to(tickets::pictures::show)
    }),
    // Who works on tickets.
    get(Technician, "/desk", || web::get().to(tickets::desk::show)),
    post(Technician, "/desk/tickets", || web::post().to(tickets::intake::create)),
    get(Technician, "/desk/tickets/new", || web::get().to(tickets::intake::new)),
    get(Technician, "/desk/tickets/{number}", || {
        web::get().to(tickets::desk_ticket::show)
    }),
    post(Technician, "/desk/tickets/{number}/messages", || {
        web::post().to(tickets::saying::reply)
    }),
    post(Technician, "/desk/tickets/{number}/notes", || {
        web::post().to(tickets::saying::note)
    }),
    post(Technician, "/desk/tickets/{number}/waiting", || {
        web::post().to(tickets::saying::wait)
    }),
    post(Technician, "/desk/tickets/{number}/assignment", || {
        web::post().to(tickets::deciding::assign)
    }),
    post(Technician, "/desk/tickets/{number}/priority", || {
        web::post().to(tickets::deciding::reprioritize)
    }),
    post(Technician, "/desk/tickets/{number}/service", || {
        web::post().to(tickets::deciding::reclassify)
    }),
    post(Technician, "/desk/tickets/{number}/entity", || {
        web::post().to(tickets::deciding::set_entity)
    }),
    post(Technician, "/desk/tickets/{number}/attribution", || {
        web::post().to(tickets::deciding::attribute)
    }),
    post(Technician, "/desk/tickets/{number}/hold", || {
        web::post().to(tickets::deciding::hold)
    }),
    post(Technician, "/desk/tickets/{number}/resumption", || {
        web::post().to(tickets::deciding::resume)
    }),
    post(Technician, "/desk/tickets/{number}/resolution", || {
        web::post().to(tickets::deciding::resolve)
    }),
    post(Technician, "/desk/tickets/{number}/rejection", || {
        web::post().to(tickets::deciding::reject)
    }),
    post(Technician, "/desk/tickets/{number}/restoration", || {
        web::post().to(tickets::deciding::restore)
    }),
    post(Technician, "/desk/tickets/{number}/merge", || {
        web::post().to(tickets::deciding::merge)
    }),
    post(Technician, "/desk/tickets/{number}/separation", || {
        web::post().to(tickets::deciding::separate)
    }),
    post(Technician, "/desk/tickets/{number}/reopening", || {
        web::post().to(tickets::deciding::reopen)
    }),
    get(Technician, "/desk/mail", || web::get().to(mail::incoming::show)),
    get(Technician, "/desk/mail/out", || web::get().to(mail::outgoing::show)),
    get(Technician, "/desk/mail/out/{id}", || {
        web::get().to(mail::outgoing_mail::show)
    }),
    post(Technician, "/desk/mail/out/{id}/attempt", || {
        web::post().to(mail::outgoing_mail::retry)
    }),
    get(Technician, "/desk/messages/{id}/original", || {
        web::get().to(mail::incoming_mail::original)
    }),
    get(Technician, "/desk/mail/{id}", || {
        web::get().to(mail::incoming_mail::show)
    }),
    get(Technician, "/desk/mail/{id}/raw", || {
        web::get().to(mail::incoming_mail::raw)
    }),
    post(Technician, "/desk/mail/{id}/attempt", || {
        web::post().to(mail::incoming_mail::retry)
    }),
    post(Technician, "/desk/mail/{id}/release", || {
        web::post().to(mail::incoming_mail::release)
    }),
    post(Technician, "/desk/mail/{id}/rejection", || {
        web::post().to(mail::incoming_mail::reject)
    }),
    // Who looks at figures and publishes them.
    get(Manager, "/manage", || web::get().to(publishing::figures)),
    get(Manager, "/manage/publications", || {
        web::get().to(publishing::publications)
    }),
    post(Manager, "/manage/publications", || web::post().to(publishing::publish)),
    get(Manager, "/manage/publications/{period}", || {
        web::get().to(publishing::preview)
    }),
    // The demonstration only.
    get(Demo, "/demo/mailbox", || web::get().to(site::mailbox)),
    get(Demo, "/demo/mailbox/{id}", || web::get().to(site::mail)),
];

/// Puts every address into the site. An address answers to its own methods only, and says which those are.
pub fn configure(app: &mut web::ServiceConfig) {
    for (position, entry) in TABLE.iter().enumerate() {
        let is_first = TABLE.iter().take(position).all(|earlier| earlier.path != entry.path);
        if is_first {
            let same = TABLE.iter().filter(|other| other.path == entry.path);
            app.service(same.fold(web::resource(entry.path), |resource, entry| {
                resource.route((entry.route)())
            }));
        }
    }
}
