//! The page is well-formed HTML that needs nothing else.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::collections::{BTreeMap, BTreeSet};

use crate::made::{self, report};

/// An element: name, attributes, the text in it.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub text: String,
}

/// The elements of a page, in order. A page with a parse error is none.
pub fn elements(page: &str) -> Vec<Element> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    assert_eq!(dom.errors.borrow().as_slice(), [""; 0]);
    let mut all = Vec::new();
    collect(&dom.document, &mut all);
    all
}

fn collect(node: &Handle, all: &mut Vec<Element>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes = attrs.borrow().iter().map(|own| (own.name.local.to_string(), own.value.to_string())).collect();
        all.push(Element { name: name.local.to_string(), attributes, text: text(node) });
    }
    for child in node.children.borrow().iter() {
        collect(child, all);
    }
}

fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => node.children.borrow().iter().map(text).collect(),
    }
}

fn page() -> String {
    let folder = made::folder();
    report(folder.path(), "after.json --compare before.json --date 2026-11-22 --format html").out
}

#[test]
fn every_link_inside_leads_somewhere_and_every_name_is_there_once() {
    let all = elements(&page());
    let ids: Vec<&String> = all.iter().filter_map(|element| element.attributes.get("id")).collect();
    let once: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids.len(), once.len());
    let targets: Vec<&String> = all.iter().filter_map(|element| element.attributes.get("href")).collect();
    assert!(targets.iter().filter(|target| target.starts_with('#')).count() > 20);
    for target in targets {
        let inside = target.strip_prefix('#').map(|id| once.contains(&id.to_owned()));
        assert!(inside.unwrap_or(target.starts_with("https://")), "{target}");
    }
}

#[test]
fn nothing_is_loaded_and_nothing_is_run() {
    let page = page();
    for element in elements(&page) {
        assert!(!["script", "link", "img", "iframe", "object", "form", "base"].contains(&element.name.as_str()), "{element:?}");
        for attribute in element.attributes.keys() {
            assert!(!attribute.starts_with("on") && attribute != "src" && attribute != "style", "{element:?}");
        }
    }
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn it_says_what_it_is_made_of() {
    let all = elements(&page());
    let card = all.iter().find(|element| element.attributes.get("id").is_some_and(|id| id == "project-shop")).unwrap();
    for words in [
        "R1 so far",
        "1 service switchable by environment variable SHOP_GREEN, eventlet by default",
        "shop/run.py:7 shop-api is bound",
        "declares shop-till",
        "eventlet-scan --service shop-till src/shop",
        "eventlet-scan check --select wsgi-server src/shop",
        "Replace green threads: 2 places, 2.5 points; then R4",
        "shop/leaf.py 1 place",
        "E4 where E0 was found; tried by hand. A. Reviewer, 2026-10-01, holds until 2027-04-01",
        "shop-plan: what it imports is not known",
        "library: oslo_service.service, in 2 places, first shop/run.py:3",
    ] {
        let text: String = card.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(words), "{words}\n{text}");
    }
    let links: Vec<_> = all.iter().filter_map(|element| element.attributes.get("href")).collect();
    assert!(links.iter().any(|link| *link == "https://review.opendev.org/q/topic:eventlet-removal+project:openstack/shop"));
    assert!(links.iter().any(|link| *link == "https://removal.eventlet.org/"));
}

#[test]
fn a_drawing_says_in_words_what_it_shows() {
    let drawings: Vec<Element> = elements(&page()).into_iter().filter(|element| element.name == "svg").collect();
    assert!(drawings.len() > 5);
    let labels: Vec<_> = drawings.iter().map(|drawing| drawing.attributes["aria-label"].as_str()).collect();
    assert!(labels.contains(&"Services of shop: E2 switchable, default eventlet: 1, E4 threads: 1, unknown: 1"), "{labels:?}");
}
