//! What a report says whatever is in it: others' measurements, method and limits.

/// Requests per second, as noted in Swift's etherpad of the April 2025 project teams
/// gathering: server; with 1, 4, 8 and 16 workers; what is noted with it.
pub const MEASUREMENTS: [[&str; 6]; 5] = [
    ["Eventlet (WSGI)", "8,135", "–", "–", "–", "uses one process per core"],
    ["Gunicorn (WSGI)", "5,465", "19,868", "25,146", "38,474", "–"],
    ["FastWSGI (WSGI)", "83,766", "–", "–", "–", "uses one thread per core"],
    ["Uvicorn (ASGI)", "4,169", "2,048", "2,161", "2,156", "–"],
    ["Bjoern (WSGI)", "2,028", "–", "–", "–", "uses one thread per core"],
];

/// What is to be thought of them.
pub const MEASURED: &str = "These figures were noted in Swift's etherpad of the April 2025 project teams gathering, and cannot \
                            be compared with each other: it does not say what was served, on what machine, under what load, \
                            by which versions, and the numbers of workers differ. They are repeated because they are quoted. \
                            Measure your own application before you choose.";

/// How a report comes about.
pub const METHOD: &str = "The report is made from code alone: names are resolved across files, and what each process does when \
                          it starts is followed until it is known whether it is patched and on which threads oslo.service \
                          works. Nothing is run, and nothing depends on what was announced. Levels come from services, \
                          findings and packaging metadata.";

/// What a high level does not prove; each goes on from these words.
pub const LIMITS: [&str; 5] = [
    "that pools of real threads are sized for the load: a thousand green threads cost little, a thousand native ones do not.",
    "that shared state is safe under threads, which are interrupted anywhere; green threads switch only where they wait.",
    "that memory and database connections suffice: each worker has its own.",
    "that timeouts still hold: what interrupted code from outside has no equal among native threads.",
    "that the mode without eventlet is tested: look at the project's jobs.",
];

/// What points mean.
pub const POINTS: &str = "Points are places to change, weighted by what each kind of place has needed in changes that were merged. \
                          They predict the amount of change, not the calendar: in the seven projects that finished after \
                          April 2025, the points of then go with the lines changed since (rank correlation 0.79, n = 7), and \
                          hardly with the months it took (0.21). Seven are few: take both as indications.";

/// What is not counted.
pub const NOT_COUNTED: &str = "Comments, release notes, translations and documentation count neither as usage nor as work: mentions \
                               grow while usage shrinks. A wrapper counts for what it hides once, where it is. What is reached \
                               through values that cannot be followed may be missing. Services that could not be decided are \
                               shown as such, with the reason.";
