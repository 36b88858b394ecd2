// SPDX-License-Identifier: AGPL-3.0-or-later
//! Pages as a person sees them: titles, texts, links by their words, forms by their button, fields by their label.

use scraper::{ElementRef, Html, Selector};

/// What a browser shows.
#[derive(Debug, Clone)]
pub struct Page {
    /// The answer's status.
    pub status: u16,
    /// The address it ended at, without scheme and host.
    pub path: String,
    /// The source.
    pub html: String,
}

/// A form, ready to be filled in.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// Whether it is sent by POST.
    pub post: bool,
    /// Whether it can carry files.
    pub multipart: bool,
    /// Names and values.
    pub values: Vec<(String, String)>,
    /// Name of the field, name of the file, content.
    pub files: Vec<(String, String, Vec<u8>)>,
    source: String,
}

impl Page {
    /// The heading of the page.
    pub fn heading(&self) -> String {
        self.first("main h1")
            .unwrap_or_else(|| panic!("no heading on {}:\n{}", self.path, self.text()))
    }

    /// All that can be read in its main part (or in all of it).
    pub fn text(&self) -> String {
        self.first("main")
            .or_else(|| self.first("body"))
            .unwrap_or_else(|| words(&self.html))
    }

    /// Whether these words can be read on it.
    pub fn says(&self, wanted: &str) -> bool {
        self.text().contains(&words(wanted))
    }

    /// These words must be there.
    #[track_caller]
    pub fn must_say(&self, wanted: &str) -> &Self {
        assert!(
            self.says(wanted),
            "{} ({}) does not say {wanted:?}:\n{}",
            self.path,
            self.status,
            self.text()
        );
        self
    }

    /// These words must not be there, not even in the source.
    #[track_caller]
    pub fn must_not_say(&self, unwanted: &str) -> &Self {
        assert!(!self.html.contains(unwanted), "{} says {unwanted:?}", self.path);
        self
    }

    /// It must have this status.
    #[track_caller]
    pub fn must_be(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}:\n{}", self.path, self.text());
        self
    }

    /// Where the first link with these words leads.
    #[track_caller]
    pub fn link(&self, wanted: &str) -> String {
        let document = Html::parse_document(&self.html);
        let found = document
            .select(&selector("a[href]"))
            .find(|link| text_of(*link).contains(wanted));
        match found {
            Some(link) => link.attr("href").unwrap_or_default().to_owned(),
            None => panic!("no link {wanted:?} on {}:\n{}", self.path, self.text()),
        }
    }

    /// The first element that fits, as text.
    pub fn first(&self, css: &str) -> Option<String> {
        Html::parse_document(&self.html)
            .select(&selector(css))
            .next()
            .map(text_of)
    }

    /// Every element that fits, as text.
    pub fn all(&self, css: &str) -> Vec<String> {
        Html::parse_document(&self.html)
            .select(&selector(css))
            .map(text_of)
            .collect()
    }

    /// An attribute of every element that fits.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        document
            .select(&selector(css))
            .filter_map(|element| element.attr(name))
            .map(str::to_owned)
            .collect()
    }

    /// What is said to be wrong on top of the page leads to a place on it, and says in words which.
    #[track_caller]
    pub fn mistakes_must_lead_to_their_fields(&self) {
        let ids = self.attributes("[id]", "id");
        let targets = self.attributes(".error-summary a", "href");
        for (target, said) in targets.iter().zip(self.all(".error-summary a")) {
            let is_there = ids.iter().any(|id| Some(id.as_str()) == target.strip_prefix('#'));
            assert!(
                is_there,
                "{}: {said:?} leads to {target}, which is not there",
                self.path
            );
            assert!(
                !said.contains("field-"),
                "{}: {said:?} has no word for {target}",
                self.path
            );
        }
    }

    /// The form whose button has these words.
    #[track_caller]
    pub fn form(&self, button: &str) -> Form {
        let document = Html::parse_document(&self.html);
        let found = document.select(&selector("form")).find_map(|form| {
            let pressed = form.select(&selector("button, input[type=submit]")).find(|candidate| {
                text_of(*candidate).contains(button)
                    || candidate.attr("value").is_some_and(|value| value.contains(button))
            })?;
            Some(read_form(form, pressed, &self.path))
        });
        found.unwrap_or_else(|| panic!("no form with the button {button:?} on {}:\n{}", self.path, self.text()))
    }

    /// The form that is sent to this path.
    #[track_caller]
    pub fn form_to(&self, action: &str) -> Form {
        let document = Html::parse_document(&self.html);
        let found = document
            .select(&selector("form"))
            .find(|form| form.attr("action") == Some(action));
        match found {
            Some(form) => match form.select(&selector("button")).next() {
                Some(button) => read_form(form, button, &self.path),
                None => panic!("the form to {action} on {} has no button", self.path),
            },
            None => panic!(
                "no form to {action} on {}; there are {:?}",
                self.path,
                self.attributes("form", "action")
            ),
        }
    }
}

impl Form {
    /// Writes into the field with this label.
    #[must_use]
    #[track_caller]
    pub fn fill(mut self, label: &str, value: &str) -> Self {
        let name = self.name_of(label);
        self.values.retain(|(known, _)| *known != name);
        self.values.push((name, value.to_owned()));
        self
    }

    /// Sets a field by its name, for what has no label.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses the option with these words in the list with this label.
    #[must_use]
    #[track_caller]
    pub fn choose(self, label: &str, option: &str) -> Self {
        let name = self.name_of(label);
        let document = Html::parse_fragment(&self.source);
        let list = document
            .select(&selector("select"))
            .find(|list| list.attr("name") == Some(&name));
        let options: Vec<(String, String)> = list
            .into_iter()
            .flat_map(|list| list.select(&selector("option")).collect::<Vec<_>>())
            .map(|option| (text_of(option), option.attr("value").unwrap_or_default().to_owned()))
            .collect();
        match options.iter().find(|(text, _)| text.contains(option)) {
            Some((_, value)) => self.set(&name, value),
            None => panic!("no option {option:?} for {label:?} in {options:?}"),
        }
    }

    /// Ticks the box or the radio button with this label.
    #[must_use]
    #[track_caller]
    pub fn tick(self, label: &str) -> Self {
        let id = self.id_of(label);
        let document = Html::parse_fragment(&self.source);
        let field = document
            .select(&selector("input"))
            .find(|input| input.attr("id") == Some(&id));
        let (name, value) = field.map_or_else(
            || panic!("the label {label:?} belongs to no box"),
            |field| {
                (
                    field.attr("name").unwrap_or_default().to_owned(),
                    field.attr("value").unwrap_or("on").to_owned(),
                )
            },
        );
        self.set(&name, &value)
    }

    /// Puts a file into the field for files.
    #[must_use]
    pub fn attach(mut self, filename: &str, content: &[u8]) -> Self {
        let document = Html::parse_fragment(&self.source);
        let field = document.select(&selector("input[type=file]")).next();
        let name = field
            .and_then(|field| field.attr("name"))
            .expect("a field for files")
            .to_owned();
        self.files.push((name, filename.to_owned(), content.to_owned()));
        self
    }

    #[track_caller]
    fn id_of(&self, label: &str) -> String {
        let document = Html::parse_fragment(&self.source);
        let labels: Vec<(String, String)> = document
            .select(&selector("label[for]"))
            .map(|found| (text_of(found), found.attr("for").unwrap_or_default().to_owned()))
            .collect();
        match labels.iter().find(|(text, _)| text.starts_with(label)) {
            Some((_, id)) => id.clone(),
            None => panic!("no label {label:?} in {labels:?}"),
        }
    }

    #[track_caller]
    fn name_of(&self, label: &str) -> String {
        let id = self.id_of(label);
        let document = Html::parse_fragment(&self.source);
        let field = document
            .select(&selector("input, textarea, select"))
            .find(|field| field.attr("id") == Some(&id))
            .and_then(|field| field.attr("name").map(str::to_owned));
        field.unwrap_or_else(|| panic!("the label {label:?} belongs to no field"))
    }
}

fn read_form(form: ElementRef<'_>, pressed: ElementRef<'_>, path: &str) -> Form {
    let mut values = Vec::new();
    for field in form.select(&selector("input, textarea, select")) {
        let (Some(name), kind) = (field.attr("name"), field.attr("type").unwrap_or("text")) else {
            continue;
        };
        let ticked = field.attr("checked").is_some();
        match field.value().name() {
            "textarea" => values.push((name.to_owned(), field.text().collect())),
            "select" => values.extend(chosen(field).map(|value| (name.to_owned(), value))),
            _ if matches!(kind, "file" | "submit" | "button") => {}
            _ if matches!(kind, "checkbox" | "radio") && !ticked => {}
            _ => values.push((name.to_owned(), field.attr("value").unwrap_or_default().to_owned())),
        }
    }
    if let (Some(name), Some(value)) = (pressed.attr("name"), pressed.attr("value")) {
        values.push((name.to_owned(), value.to_owned()));
    }
    let action = pressed
        .attr("formaction")
        .or(form.attr("action"))
        .filter(|action| !action.is_empty());
    Form {
        action: action.unwrap_or(path).to_owned(),
        post: form
            .attr("method")
            .is_some_and(|method| method.eq_ignore_ascii_case("post")),
        multipart: form.attr("enctype") == Some("multipart/form-data"),
        values,
        files: Vec::new(),
        source: form.html(),
    }
}

fn chosen(list: ElementRef<'_>) -> Option<String> {
    let value = |option: ElementRef<'_>| option.attr("value").map_or_else(|| text_of(option), str::to_owned);
    list.select(&selector("option[selected]"))
        .next()
        .or_else(|| list.select(&selector("option")).next())
        .map(value)
}

fn text_of(element: ElementRef<'_>) -> String {
    words(&element.text().collect::<Vec<_>>().join(" "))
}

/// Text with single blanks; the marks around inserted values are not seen.
fn words(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !matches!(c, '\u{2068}' | '\u{2069}')).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}
