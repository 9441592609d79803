//! JUnit XML, as Jenkins and GitLab read it: a suite for each file, a case for each finding.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io::{self, Write};

use super::{advice, heading};
use crate::finding::{Disposition, Finding};
use crate::report::Report;
use crate::source::printable;

/// New findings are failures, others are skipped. A report without findings has one case
/// that passes, for those who take an empty one as a failure of the job.
///
/// # Errors
/// What the writer says.
pub fn junit(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(report);
    let new = report.new_findings().count();
    let all = report.findings().count();
    let mut writer = Xml::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let numbers = [("tests", all.max(1).to_string()), ("failures", new.to_string()), ("errors", "0".to_owned())];
    let mut root = writer.create_element("testsuites").with_attribute(("name", env!("CARGO_PKG_NAME")));
    for (name, number) in &numbers {
        root = root.with_attribute((*name, number.as_str()));
    }
    root.write_inner_content(|writer| match suites.is_empty() {
        true => clean(writer),
        false => suites.iter().try_for_each(|(path, findings)| suite(writer, path, findings)),
    })?;
    out.write_all(&writer.into_inner())?;
    writeln!(out)
}

/// Findings by the path that is shown; findings come sorted.
fn suites(report: &Report) -> Vec<(String, Vec<&Finding>)> {
    let mut suites: Vec<(String, Vec<&Finding>)> = Vec::new();
    for (project, finding) in report.findings() {
        let path = text(&project.shown_path(&finding.path));
        match suites.last_mut() {
            Some((last, findings)) if *last == path => findings.push(finding),
            _ => suites.push((path, vec![finding])),
        }
    }
    suites
}

type Xml = Writer<Vec<u8>>;

fn clean(writer: &mut Xml) -> io::Result<()> {
    let name = env!("CARGO_PKG_NAME");
    let suite = writer.create_element("testsuite").with_attributes([("name", name), ("tests", "1"), ("failures", "0")]);
    suite.with_attribute(("errors", "0")).write_inner_content(|writer| {
        let case = writer.create_element("testcase").with_attributes([("name", "no findings"), ("classname", name)]);
        case.write_empty()?;
        Ok(())
    })?;
    Ok(())
}

fn suite(writer: &mut Xml, path: &str, findings: &[&Finding]) -> io::Result<()> {
    let new = findings.iter().filter(|finding| finding.disposition == Disposition::New).count();
    let (all, failures, skipped) = (findings.len().to_string(), new.to_string(), (findings.len() - new).to_string());
    let suite = writer.create_element("testsuite").with_attributes([
        ("name", path),
        ("tests", &*all),
        ("failures", &*failures),
        ("errors", "0"),
        ("skipped", &*skipped),
    ]);
    suite.write_inner_content(|writer| findings.iter().try_for_each(|finding| case(writer, path, finding)))?;
    Ok(())
}

fn case(writer: &mut Xml, path: &str, finding: &Finding) -> io::Result<()> {
    let at = finding.location;
    let name = text(&format!("{} {}:{}", heading(finding), at.line, at.column));
    let case = writer.create_element("testcase").with_attributes([("name", &*name), ("classname", path)]);
    let message = match (finding.disposition, &finding.suppression) {
        (Disposition::New, _) => text(&finding.message),
        (Disposition::Known, _) => "known".to_owned(),
        (Disposition::Suppressed, suppression) => {
            let reason = suppression.as_ref().and_then(|suppression| suppression.reason.as_deref());
            reason.map_or_else(|| "suppressed".to_owned(), |reason| text(&format!("suppressed: {reason}")))
        }
    };
    case.write_inner_content(|writer| {
        let result = if finding.disposition == Disposition::New { "failure" } else { "skipped" };
        let result = writer.create_element(result).with_attributes([("type", &*finding.rule.code), ("message", &*message)]);
        let body = format!("{path}:{}:{}: {} {}", at.line, at.column, finding.rule.code, advice(finding));
        let body: Vec<String> = body.lines().map(text).collect();
        result.write_text_content(BytesText::new(&body.join("\n")))?;
        Ok(())
    })?;
    Ok(())
}

/// Text of which every character is one of XML. What [`printable`] leaves as it is are
/// these two, which are no characters at all.
fn text(text: &str) -> String {
    printable(text).replace('\u{FFFE}', "\\u{fffe}").replace('\u{FFFF}', "\\u{ffff}")
}
