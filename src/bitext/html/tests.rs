//! Tests of the page: its tags close, nothing in a text is a tag, and all that a pair has is on it.

use proptest::prelude::*;

use super::*;
use crate::bitext::Format;
use crate::bitext::tests::written;
use crate::check::FindingKind;
use crate::text::SegmentId;

fn page(pairs: &[Pair]) -> String {
    written(Format::Html, pairs, 0)
}

fn given(document: &str, number: u32, source: &str, target: Option<&str>) -> Pair {
    Pair::given(DocumentId(document.to_owned()), SegmentId(number), source.to_owned(), target.map(str::to_owned))
}

/// What stands between two strings of a page.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).expect("the start is there");
    rest.split_once(end).expect("the end is there").0
}

#[test]
fn a_pair_is_shown_with_all_that_is_known_of_it() {
    let finding = Finding {
        kind: FindingKind::Number,
        severity: Severity::Error,
        source_spans: vec![Span::new(7, 8)],
        target_spans: vec![Span::new(0, 3)],
        message: "3 became <two>".to_owned(),
    };
    let pair = Pair {
        kind: SegmentKind::ListItem,
        score: Some(-0.456),
        reason: Some("may be cut off".to_owned()),
        signature: "model:x".to_owned(),
        notes: vec!["a & b".to_owned()],
        findings: vec![finding],
        ..given("d", 7, "قال 3", Some("two"))
    };
    let expected = "<section>
<h2 dir=\"auto\">d</h2>
<article class=\"pair list-item done\" id=\"p1\">
<div class=\"about\"><a class=\"number\" href=\"#p1\">7</a><span class=\"status\">done</span>\
<span title=\"mean log-probability of a token; 0 is certain\">\u{2212}0.46</span></div>
<p class=\"source\" lang=\"ar\" dir=\"rtl\">قال <mark class=\"error\">3</mark></p>
<p class=\"target\" lang=\"en\" dir=\"ltr\"><mark class=\"error\">two</mark></p>
<ul class=\"remarks\">
<li class=\"reason\"><b>Beware:</b><bdi dir=\"auto\">may be cut off</bdi></li>
<li class=\"error\"><b>error</b><bdi dir=\"auto\">3 became &lt;two&gt;</bdi></li>
<li class=\"remark\"><b>reader\u{2019}s note</b><bdi dir=\"auto\">a &amp; b</bdi></li>
</ul>
</article>
</section>
";
    let page = page(&[pair]);
    assert_eq!(between(&page, "<main>\n", "</main>"), expected);
    assert!(page.contains("<p class=\"counts\">Pairs 1 · failed 0 · with findings 1</p>"), "{page}");
    assert!(page.contains("<li id=\"s1\">model:x</li>"), "{page}");
}

#[test]
fn documents_have_headings_and_signatures_are_listed_once() {
    let by = |signature: &str, pair| Pair { signature: signature.to_owned(), ..pair };
    let failed = Pair { status: Status::Failed, reason: Some("too long".to_owned()), ..given("b", 1, "نص", None) };
    let page = page(&[by("m", given("a", 1, "ن", Some("t"))), by("m", given("a", 2, "ن", Some("t"))), by("", failed)]);
    assert_eq!(page.matches("<h2").count(), 2);
    assert_eq!(page.matches("</section>").count(), 2);
    assert_eq!(page.matches("signature 2").count(), 1);
    assert!(page.contains("<ol>\n<li id=\"s1\">m</li>\n<li id=\"s2\">not known</li>\n</ol>"), "{page}");
    assert!(page.contains("<b>Failed:</b><bdi dir=\"auto\">too long</bdi>"), "{page}");
    assert!(page.contains("dir=\"ltr\">no translation</p>"), "{page}");
    assert!(page.contains("Pairs 3 · failed 1 · with findings 0<"), "{page}");
}

#[test]
fn signatures_that_all_differ_do_not_fill_the_memory() {
    let pairs: Vec<Pair> =
        (0..100).map(|n| Pair { signature: n.to_string(), ..given("a", n, "ن", Some("t")) }).collect();
    let page = page(&pairs);
    assert_eq!(page.matches("<li id=\"s").count(), MOST_SIGNATURES);
    assert!(page.contains("which are not listed: 36</p>"), "{page}");
    assert_eq!(page.matches("<span>signature not listed</span>").count(), 36);
}

#[test]
fn a_page_without_pairs_is_whole() {
    let page = page(&[]);
    assert!(page.starts_with("<!doctype html>\n") && page.ends_with("</body>\n</html>\n"), "{page}");
    assert!(page.contains("Pairs 0 "), "{page}");
}

#[test]
fn the_page_runs_and_fetches_nothing() {
    let page = page(&[given("<script>", 1, "<script>alert(1)</script>", Some("\" onload=x><img src=//x>"))]);
    assert!(page.starts_with(HEAD) && HEAD.contains("content=\"default-src 'none'; style-src "), "{page}");
    for forbidden in
        ["<script", "<img", "<link", "<iframe", "url(", "@import", "http://", "https://", " src=\"", " onload=\""]
    {
        assert!(!page.contains(forbidden), "{forbidden}: {page}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
}

/// The tags of the page's body, in order.
fn tags(page: &str) -> Vec<String> {
    let body = &page[page.find("<body>").expect("a body")..];
    let tags = body.split('<').skip(1).map(|tag| tag.split(['>', ' ']).next().unwrap_or_default().to_owned());
    tags.collect()
}

proptest! {
    #[test]
    fn no_text_is_a_tag(text in "[<>&\"'/a-c \n\u{202e}نص]{0,12}", reason in "[<>&\"'/!-]{1,8}") {
        let pair = |text: &str| Pair { reason: Some(reason.clone()), notes: vec![text.to_owned()],
            signature: text.to_owned(), ..given("d", 1, text, Some("x")) };
        prop_assert_eq!(tags(&page(&[pair(&text)])), tags(&page(&[pair("plain")])));
    }
}
