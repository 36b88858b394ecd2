// SPDX-License-Identifier: AGPL-3.0-or-later
//! What templates can call: texts, times, numbers, icons.

use std::collections::HashMap;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason, ScopedJson,
};
use serde_json::Value;

use crate::platform::clock::Timestamp;
use crate::platform::i18n::{Locale, text};
use crate::platform::web::assets;

/// A helper that makes plain text of its parameters; escaped where it stands.
struct TextHelper {
    make: Box<dyn Fn(&Call<'_>) -> Result<String, RenderErrorReason> + Send + Sync>,
}

/// A helper that makes markup; never escaped, so it escapes what it was given.
struct MarkupHelper {
    make: Box<dyn Fn(&Call<'_>) -> Result<String, RenderErrorReason> + Send + Sync>,
}

/// The parameters of one call.
struct Call<'a> {
    name: String,
    params: Vec<&'a Value>,
    named: HashMap<&'a str, &'a Value>,
    now: Option<String>,
}

impl Call<'_> {
    fn text(&self, position: usize) -> Result<String, RenderErrorReason> {
        match self.params.get(position) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(Value::Null) | None => Err(RenderErrorReason::ParamNotFoundForIndex("text", position)),
            Some(other) => Ok(other.to_string()),
        }
    }

    fn number(&self, position: usize) -> Result<f64, RenderErrorReason> {
        self.params
            .get(position)
            .and_then(|value| value.as_f64())
            .ok_or(RenderErrorReason::ParamNotFoundForIndex("number", position))
    }

    fn instant(&self, position: usize) -> Result<Timestamp, RenderErrorReason> {
        parse_instant(&self.text(position)?)
            .ok_or_else(|| RenderErrorReason::Other(format!("{}: not an instant", self.name)))
    }
}

fn parse_instant(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(Timestamp::from_jiff)
}

fn call_of<'a>(helper: &'a Helper<'_>, ctx: &'a Context, rc: &RenderContext<'_, '_>) -> Call<'a> {
    let now = rc
        .evaluate(ctx, "@root/page/now")
        .ok()
        .and_then(|value| value.as_json().as_str().map(str::to_owned));
    Call {
        name: helper.name().to_owned(),
        params: helper.params().iter().map(|param| param.value()).collect(),
        named: helper
            .hash()
            .iter()
            .map(|(name, value)| (*name, value.value()))
            .collect(),
        now,
    }
}

impl HelperDef for TextHelper {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, handlebars::RenderError> {
        let made = (self.make)(&call_of(helper, ctx, rc))?;
        Ok(ScopedJson::Derived(Value::String(made)))
    }
}

impl HelperDef for MarkupHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        out.write(&(self.make)(&call_of(helper, ctx, rc))?)?;
        Ok(())
    }
}

/// Registers every helper for a language.
pub(super) fn register(registry: &mut Handlebars<'static>, locale: Locale, html: bool) {
    let mut add = |name: &str, make: Box<dyn Fn(&Call<'_>) -> Result<String, RenderErrorReason> + Send + Sync>| {
        registry.register_helper(name, Box::new(TextHelper { make }));
    };
    add("t", Box::new(move |call| Ok(text_of(locale, &call.text(0)?, call))));
    add(
        "label",
        Box::new(move |call| {
            let key = format!("{}-{}", call.text(0)?, call.text(1)?).replace('_', "-");
            Ok(text_of(locale, &key, call))
        }),
    );
    add(
        "date",
        Box::new(|call| Ok(call.instant(0)?.in_rome().strftime("%d/%m/%Y").to_string())),
    );
    add(
        "age",
        Box::new(move |call| {
            let now = call.now.as_deref().and_then(parse_instant);
            Ok(age(
                locale,
                now.map_or(0, |now| call.instant(0).map_or(0, |at| now.seconds_since(at))),
            ))
        }),
    );
    add("decimal", Box::new(move |call| Ok(decimal(locale, call.number(0)?, 2))));
    add(
        "percent",
        Box::new(move |call| Ok(format!("{}%", decimal(locale, call.number(0)? * 100.0, 1)))),
    );
    add("bytes", Box::new(move |call| Ok(bytes(locale, call.number(0)?))));
    add("asset", Box::new(|call| Ok(assets::url(&call.text(0)?))));
    if html {
        register_markup(registry);
    } else {
        registry.register_helper(
            "time",
            Box::new(TextHelper {
                make: Box::new(|call| Ok(call.instant(0)?.in_rome().strftime("%d/%m/%Y %H:%M").to_string())),
            }),
        );
    }
}

/// The helpers that write HTML, for pages and HTML mails.
fn register_markup(registry: &mut Handlebars<'static>) {
    registry.register_helper(
        "time",
        Box::new(MarkupHelper {
            make: Box::new(|call| {
                let at = call.instant(0)?;
                Ok(format!(
                    "<time datetime=\"{at}\">{}</time>",
                    at.in_rome().strftime("%d/%m/%Y %H:%M")
                ))
            }),
        }),
    );
    // HTML that `platform::mail::clean_html` made, and nothing else, stands in a page as it is.
    registry.register_helper(
        "clean_html",
        Box::new(MarkupHelper {
            make: Box::new(|call| call.text(0)),
        }),
    );
    registry.register_helper("icon", Box::new(MarkupHelper { make: Box::new(icon) }));
}

fn text_of(locale: Locale, key: &str, call: &Call<'_>) -> String {
    let values: Vec<(&str, String)> = call
        .named
        .iter()
        .map(|(name, value)| (*name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let args: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text(locale, key, &args)
}

fn icon(call: &Call<'_>) -> Result<String, RenderErrorReason> {
    let name = call.text(0)?;
    let class = call
        .named
        .get("class")
        .and_then(|class| class.as_str())
        .unwrap_or_default();
    let (name, class) = (handlebars::html_escape(&name), handlebars::html_escape(class));
    let sprites = assets::url("sprites.svg");
    Ok(format!(
        "<svg class=\"icon {class}\" aria-hidden=\"true\"><use href=\"{sprites}#{name}\"></use></svg>"
    ))
}

/// How long ago, in the largest unit that fits.
fn age(locale: Locale, seconds: i64) -> String {
    let (key, count) = match seconds {
        ..3_600 => ("age-minutes", seconds.max(0) / 60),
        3_600..86_400 => ("age-hours", seconds / 3_600),
        _ => ("age-days", seconds / 86_400),
    };
    text(locale, key, &[("count", &count.to_string())])
}

fn decimal(locale: Locale, number: f64, digits: usize) -> String {
    let plain = format!("{number:.digits$}");
    match locale {
        Locale::It => plain.replace('.', ","),
        Locale::En => plain,
    }
}

fn bytes(locale: Locale, count: f64) -> String {
    match count {
        ..1024.0 => format!("{count:.0} B"),
        ..1_048_576.0 => format!("{:.0} KB", count / 1024.0),
        _ => format!("{} MB", decimal(locale, count / 1_048_576.0, 1)),
    }
}
