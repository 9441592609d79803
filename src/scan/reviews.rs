//! What a team decided by review, instead of the analysis: the configuration's overrides.

use toml::value::Date;

use crate::analysis::readiness::Reviewed;
use crate::analysis::services::{Level, Service};
use crate::config::Override;
use crate::error::Problem;

/// Applies overrides to services. Those of the project itself are handed on; those that
/// expired, or name no service, hold no more and are told of.
pub fn apply(overrides: &[Override], today: Option<Date>, services: &mut [Service]) -> (Vec<Reviewed>, Vec<Problem>) {
    let (mut applied, mut problems) = (Vec::new(), Vec::new());
    let problem = |message: String| Problem::new("", message);
    for one in overrides {
        let about = one.service.as_deref().unwrap_or("the project");
        if today.is_some_and(|today| order(today) > order(one.expires)) {
            problems.push(problem(format!("the override for {about} expired on {}: it no longer holds", one.expires)));
            continue;
        }
        let mut reviewed = Reviewed {
            service: one.service.clone(),
            level: one.level.clone(),
            found: String::new(),
            reason: one.reason.clone(),
            author: one.author.clone(),
            date: one.date.to_string(),
            expires: one.expires.to_string(),
        };
        if let Some(name) = &one.service {
            let found: Vec<&mut Service> = services.iter_mut().filter(|service| service.name == *name).collect();
            let Some(level) = Level::parse(&one.level).filter(|_| !found.is_empty()) else {
                problems.push(problem(format!("the override for {about} names no service of the project")));
                continue;
            };
            for service in found {
                reviewed.found = service.level.name().to_owned();
                service.review(level, &one.author, &reviewed.date, &one.reason);
            }
        }
        applied.push(reviewed);
    }
    (applied, problems)
}

fn order(date: Date) -> (u16, u8, u8) {
    (date.year, date.month, date.day)
}
