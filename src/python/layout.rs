//! Where a file's comments and definitions are: asked of a few files, once it is known
//! that they matter.

use rustpython_ast::Stmt;
use rustpython_ast::statement_visitor::{StatementVisitor, walk_stmt};
use rustpython_ast::token::{Token, TokenKind};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::depth::{LogicalLine, outline};
use super::parse::parsed;
use crate::error::guarded;
use crate::source::Span;

/// A comment, from its `#` to the end of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The comment.
    pub span: Span,
    /// The statement that it stands in or behind, or the header of a compound one, from
    /// its first to its last token. None for one on lines of its own.
    pub statement: Option<Span>,
    /// Whether no statement but a docstring stands before it.
    pub top: bool,
}

/// A class or function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The names of the classes and functions down to it, with dots between them.
    pub path: String,
    /// All of it, decorators included.
    pub span: Span,
}

/// All comments of a file; none if it is nested too deeply to be parsed.
pub fn comments(text: &str) -> Vec<Comment> {
    let mut lines = Vec::new();
    match outline(text, &mut lines) {
        None => guarded(|| comments_in(text, &lines)).unwrap_or_default(),
        Some(_) => Vec::new(),
    }
}

/// All classes and functions of a file in their order; none if it is nested too deeply or
/// too large to be parsed.
pub fn definitions(text: &str) -> Vec<Definition> {
    let read = guarded(|| {
        let parsed = parsed(text)?;
        let mut finder = Finder::default();
        finder.visit_body(parsed.suite());
        Some(finder.found)
    });
    read.flatten().unwrap_or_default()
}

fn span(range: TextRange) -> Span {
    Span::new(range.start().to_u32(), range.end().to_u32())
}

/// Parses only the logical lines that hold a `#`, each by itself: few do.
fn comments_in(text: &str, lines: &[LogicalLine]) -> Vec<Comment> {
    let said = |line: &LogicalLine| &text[line.start as usize..line.end as usize];
    let begins_with_string = |line: &LogicalLine| {
        parsed(said(line)).is_some_and(|parsed| parsed.tokens().first().is_some_and(|token| token.kind() == TokenKind::String))
    };
    let code = lines.iter().find(|line| !begins_with_string(line)).map_or(u32::MAX, |line| line.start);
    let mut comments = Vec::new();
    let (mut behind, mut next) = (0, 0);
    while let Some(hash) = memchr::memchr(b'#', &text.as_bytes()[behind..]).map(|skip| behind + skip) {
        next += lines[next..].iter().take_while(|line| line.end as usize <= hash).count();
        match lines.get(next).filter(|line| line.start as usize <= hash) {
            Some(line) => {
                if let Some(parsed) = parsed(said(line)) {
                    add_comments(parsed.tokens(), line.start, &mut comments);
                }
                behind = line.end as usize;
            }
            // Between two lines there are only comments.
            None => {
                let rest = &text.as_bytes()[hash..];
                behind = hash + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                comments.push(Comment { span: Span::at(hash, behind), statement: None, top: false });
            }
        }
    }
    comments.iter_mut().for_each(|comment| comment.top = comment.span.start < code);
    comments
}

/// Adds the comments among the tokens of what stands at `offset`.
fn add_comments(tokens: &[Token], offset: u32, comments: &mut Vec<Comment>) {
    let moved = |range: TextRange| span(range + TextSize::new(offset));
    // Where the statement began that is being read, and the first comment in it.
    let (mut begun, mut first) = (None, comments.len());
    for (at, token) in tokens.iter().enumerate() {
        match token.kind() {
            TokenKind::Comment => comments.push(Comment { span: moved(token.range()), statement: None, top: false }),
            TokenKind::Newline => {
                if let Some(start) = begun.take() {
                    let statement = Some(moved(TextRange::new(start, last_of_statement(tokens, at))));
                    comments[first..].iter_mut().for_each(|comment| comment.statement = statement);
                }
            }
            TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent => {}
            _ if begun.is_none() => {
                begun = Some(token.start());
                first = comments.len();
            }
            _ => {}
        }
    }
}

/// The end of the last token before the line's end that is no comment.
fn last_of_statement(tokens: &[Token], newline: usize) -> TextSize {
    let last = tokens[..newline].iter().rev().find(|token| !token.kind().is_trivia());
    last.map_or(tokens[newline].start(), Ranged::end)
}

#[derive(Default)]
struct Finder {
    around: Vec<String>,
    found: Vec<Definition>,
}

impl Finder {
    fn definition(&mut self, name: &str, statement: &Stmt) {
        self.around.push(name.to_owned());
        self.found.push(Definition { path: self.around.join("."), span: span(statement.range()) });
        walk_stmt(self, statement);
        self.around.pop();
    }
}

impl<'a> StatementVisitor<'a> for Finder {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.definition(function.name.as_str(), statement),
            Stmt::ClassDef(class) => self.definition(class.name.as_str(), statement),
            _ => walk_stmt(self, statement),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_know_their_statements() {
        let text = "\"\"\"Doc # no\"\"\"\n# top\nimport a  # one\nx = '# no'\nf(  # two\n    b,  # three\n)  # four\n# own\nif x:  # five\n    # inner\n    pass\n";
        let shown: Vec<_> = comments(text)
            .into_iter()
            .map(|comment| {
                let of = |span: Span| &text[span.start as usize..span.end as usize];
                (of(comment.span), comment.statement.map(of), comment.top)
            })
            .collect();
        let call = Some("f(  # two\n    b,  # three\n)");
        assert_eq!(
            shown,
            [
                ("# top", None, true),
                ("# one", Some("import a"), false),
                ("# two", call, false),
                ("# three", call, false),
                ("# four", call, false),
                ("# own", None, false),
                ("# five", Some("if x:"), false),
                ("# inner", None, false),
            ]
        );
        assert!(comments(&"(".repeat(100_000)).is_empty());
    }

    #[test]
    fn definitions_are_named_from_the_outside() {
        let text = "class A:\n    @d\n    def f(self):\n        def g(): pass\nif x:\n    def f(): pass\n";
        let paths: Vec<_> = definitions(text).into_iter().map(|definition| definition.path).collect();
        assert_eq!(paths, ["A", "A.f", "A.f.g", "f"]);
        let f = &definitions(text)[1];
        assert_eq!(&text[f.span.start as usize..f.span.end as usize], "@d\n    def f(self):\n        def g(): pass");
    }
}
