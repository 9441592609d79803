//! What levels and flags are called, what they mean, and what they ask for: the one place
//! from which people are told.

use super::super::replay::SwitchKind;
use super::Level;

/// What is said about a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelWords {
    /// A word or two, for a heading.
    pub title: &'static str,
    /// The same after a number of services.
    pub counted: &'static str,
    /// What it means in a few words.
    pub gloss: &'static str,
    /// What it means, and what is to be done: whole sentences.
    pub meaning: &'static str,
}

/// What is said about a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagWords {
    /// The flag.
    pub name: &'static str,
    /// What it means, and what is to be done: whole sentences.
    pub meaning: &'static str,
}

impl Level {
    /// All levels in the order in which they are shown: what needs most work first, what
    /// is nobody's work here last.
    pub const ALL: [Level; 7] = [Level::E0, Level::E1, Level::E2, Level::E3, Level::E4, Level::Unknown, Level::EX];

    /// The sign and the word for it: `E0 bound`.
    pub fn heading(self) -> String {
        match self {
            // The word is the sign.
            Level::Unknown => self.words().title.to_owned(),
            _ => format!("{} {}", self.name(), self.words().title),
        }
    }

    /// What is said about it.
    pub fn words(self) -> LevelWords {
        match self {
            Level::E0 => LevelWords {
                title: "bound",
                counted: "bound",
                gloss: "on eventlet, whatever is set",
                meaning: "It runs on eventlet, and nothing that can be set moves it to threads: the standard library is \
                          patched, or eventlet's server serves it. First give it a mode without patching.",
            },
            Level::E1 => LevelWords {
                title: "entangled",
                counted: "entangled",
                gloss: "not patched, but it may run code that uses eventlet",
                meaning: "Nothing patches it, but code that it may run uses eventlet all the same. Replace that use, or \
                          keep it out of this process.",
            },
            Level::E2 => LevelWords {
                title: "switchable, default eventlet",
                counted: "switchable (default eventlet)",
                gloss: "on eventlet unless a switch is set",
                meaning: "It runs on eventlet unless a switch is set. Test it with the switch, then make threads the \
                          default.",
            },
            Level::E3 => LevelWords {
                title: "switchable, default threads",
                counted: "switchable (default threads)",
                gloss: "on threads unless a switch asks for eventlet",
                meaning: "It runs on threads unless a switch asks for eventlet. Remove the switch and what only it \
                          reaches.",
            },
            Level::E4 => LevelWords {
                title: "threads",
                counted: "on threads",
                gloss: "on threads, whatever is set",
                meaning: "It runs on threads alone: nothing patches it, and no use of eventlet was found that it may \
                          reach.",
            },
            Level::Unknown => LevelWords {
                title: "unknown",
                counted: "unknown",
                gloss: "not decided",
                meaning: "What it runs on could not be decided; the reason says what stopped the analysis. Look there \
                          yourself.",
            },
            Level::EX => LevelWords {
                title: "external",
                counted: "external",
                gloss: "its code is not here",
                meaning: "What it starts belongs to another project, does not exist, or is not Python: it is not decided here.",
            },
        }
    }
}

impl SwitchKind {
    /// What it is read from, in words.
    pub fn word(self) -> &'static str {
        match self {
            SwitchKind::Environment => "environment variable",
            SwitchKind::Configuration => "option",
            SwitchKind::Argument => "argument",
        }
    }
}

/// Every flag that a service may have.
pub const FLAGS: [FlagWords; 11] = [
    FlagWords {
        name: "eventlet-wsgi",
        meaning: "It starts a WSGI server that runs on eventlet alone: eventlet's own or oslo.service's. Serve the \
                  application from a server of its own (uWSGI, mod_wsgi, gunicorn) instead.",
    },
    FlagWords {
        name: "wsgi-raises",
        meaning: "On threads it makes oslo.service's WSGI server, which raises on any backend but eventlet's: it does \
                  not start that way. Serve the application from a server of its own, or refuse that mode early.",
    },
    FlagWords {
        name: "hard-use",
        meaning: "Code that it may load uses eventlet in whatever mode it runs. Each such use needs a replacement or a \
                  condition before threads can be trusted; `eventlet-scan check` lists them.",
    },
    FlagWords {
        name: "import-needed",
        meaning: "It runs on threads, but a module that is loaded at start imports eventlet: without eventlet installed \
                  it does not start. Move or drop the import.",
    },
    FlagWords {
        name: "implicit-backend",
        meaning: "No call selects oslo.service's backend, so the first import that needs one selects the default. Call \
                  init_backend() before anything else.",
    },
    FlagWords {
        name: "half-switch",
        meaning: "A switch turns patching off, but nothing selects the threading backend then: oslo.service's default \
                  stays. Select a backend where the switch is read.",
    },
    FlagWords {
        name: "patched-cli",
        meaning: "A command that ends by itself, as far as can be seen, is patched too. It seldom needs to be: patch in \
                  the services' own modules, not in the package.",
    },
    FlagWords {
        name: "facade",
        meaning: "It gets eventlet through a module of the project that hands it on. Replace it there, once for all.",
    },
    FlagWords {
        name: "late-backend",
        meaning: "In one of its modes a backend is selected after another one was, which raises. Select it before the \
                  imports that need one.",
    },
    FlagWords {
        name: "broken-mode",
        meaning: "It asks a function of the project for eventlet, and that function refuses: the mode is gone. Remove the \
                  argument.",
    },
    FlagWords {
        name: "dead-entry",
        meaning: "What it starts does not exist in this tree: the module, the function or the file. Remove the entry point, or \
                  repair its target.",
    },
];

/// What is said about a flag; empty for one that is not known here.
pub fn flag_meaning(name: &str) -> &'static str {
    FLAGS.iter().find(|flag| flag.name == name).map_or("", |flag| flag.meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_that_is_given_has_its_words() {
        let verdict = include_str!("verdict.rs");
        let given: Vec<&str> = verdict.split("flags.push(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(given.len() >= FLAGS.len());
        for name in given {
            assert!(!flag_meaning(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn the_documentation_has_every_level_and_flag() {
        let documentation = include_str!("../../../docs/services.md");
        for flag in FLAGS {
            assert!(documentation.contains(&format!("| `{}` |", flag.name)), "{}", flag.name);
        }
        for level in Level::ALL {
            let row = format!("| `{}` | {} |", level.name(), level.words().title);
            assert!(documentation.contains(&row), "{row}");
        }
    }
}
