//! XML as the formats here need it: elements of a file one after the other, and texts written. Knows no format.
//!
//! Made for files from strangers. Nothing outside the file is ever read: a document type may be named, and is not
//! looked at. Only the five entities of XML itself are known; a file that defines others is refused, since a few lines
//! of them can stand for more text than a machine can hold. Depth and sizes have limits. The memory that is needed is
//! that of the largest element that is taken as a whole, whatever the length of the file.
//!
//! More is accepted than the standard does in one thing: references to control characters (`&#1;`), which it forbids
//! and which real files hold.

mod decoded;
mod escape;

use std::fs::File;
use std::path::{Path, PathBuf};

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::BitextError;
use decoded::Decoded;
pub use escape::{REPLACEMENT, push_plain, push_text, push_value};

/// How deep elements may lie in each other.
const MOST_LEVELS: usize = 64;

/// What an element that is taken as a whole may weigh: its texts, and something for each element in it.
const MOST_BYTES: usize = 16 << 20;

/// How many attributes a tag may have.
const MOST_ATTRIBUTES: usize = 1000;

/// What an element or attribute weighs in memory, about.
const ELEMENT_BYTES: usize = 64;

const MEND: &str = "mend the file there, or write it anew with the program that it is from";

/// What is wrong with a file, and what to do; without its place.
#[derive(Clone, Debug)]
struct Refusal {
    problem: String,
    advice: &'static str,
}

/// An element with what is in it.
#[derive(Debug, Default)]
pub struct Element {
    /// Its name without a prefix: where the formats here are read, no two names differ by their namespace alone.
    pub name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

/// Which inline elements hold text, and which stand for a character; what is in all others is the markup of another
/// program.
#[derive(Clone, Copy)]
pub struct Inline {
    /// Whether the content of an element is text.
    pub is_kept: fn(&Element) -> bool,
    /// The character that an element stands for.
    pub character: fn(&Element) -> Option<char>,
}

impl Element {
    /// The value of an attribute, by its full name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The elements directly inside.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of that name directly inside.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The text directly inside.
    pub fn text(&self) -> String {
        self.inline(&Inline { is_kept: |_| false, character: |_| None })
    }

    /// The text inside, and inside those elements that hold text too.
    pub fn inline(&self, inline: &Inline) -> String {
        let mut text = String::new();
        self.push_inline(inline, &mut text);
        text
    }

    fn push_inline(&self, inline: &Inline, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) if (inline.is_kept)(element) => element.push_inline(inline, text),
                Node::Element(element) => text.extend((inline.character)(element)),
            }
        }
    }

    fn push_text(&mut self, part: &str) {
        match self.children.last_mut() {
            Some(Node::Text(text)) => text.push_str(part),
            _ => self.children.push(Node::Text(part.to_owned())),
        }
    }
}

/// What comes next in a file.
pub enum Step {
    /// An element begins; nothing is in it yet.
    Open(Element),
    /// The innermost element ends.
    Close,
}

enum Token {
    Open(Element),
    Close,
    Text(String),
    Other,
    End,
}

/// Reads the elements of a file.
pub struct XmlReader {
    path: PathBuf,
    reader: Reader<Decoded>,
    buffer: Vec<u8>,
    /// The names of the elements that are open, the innermost last.
    open: Vec<String>,
    has_root: bool,
    /// The line that the last token began in.
    line: u64,
}

impl XmlReader {
    /// Opens a file and reads its root element, which must have that name.
    ///
    /// # Errors
    /// When it cannot be read, is in an unknown encoding, or its root element is another.
    pub fn open(path: &Path, root: &str) -> Result<(Self, Element), BitextError> {
        let unreadable = |source| BitextError::Read { path: path.to_owned(), source };
        let file = File::open(path).map_err(unreadable)?;
        let decoded = Decoded::new(Box::new(file)).map_err(unreadable)?;
        let decoded = decoded.map_err(|refusal| malformed(path, 1, refusal))?;
        let mut reader = Reader::from_reader(decoded);
        reader.config_mut().expand_empty_elements = true;
        let (path, buffer, open) = (path.to_owned(), Vec::new(), Vec::new());
        let mut xml = Self { path, reader, buffer, open, has_root: false, line: 1 };
        match xml.step()? {
            Some(Step::Open(element)) if element.name == root => Ok((xml, element)),
            Some(Step::Open(element)) => {
                let problem = format!("its root element is <{}>, not <{root}>", element.name);
                Err(xml.refuse(problem, "give the file the extension of the format that it is in"))
            }
            _ => Err(xml.refuse(format!("there is no <{root}> in it"), "check that the file is whole")),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// An error at the place that is being read.
    pub fn refuse(&self, problem: String, advice: &'static str) -> BitextError {
        BitextError::malformed(&self.path, self.line, problem, advice)
    }

    /// What comes next, texts left out; none at the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read further or is not well-formed.
    pub fn step(&mut self) -> Result<Option<Step>, BitextError> {
        loop {
            match self.token()? {
                Token::Open(element) => return Ok(Some(Step::Open(element))),
                Token::Close => return Ok(Some(Step::Close)),
                Token::End => return Ok(None),
                Token::Text(text) if self.open.is_empty() && !text.trim().is_empty() => {
                    return Err(self.refuse("there is text outside of the root element".to_owned(), MEND));
                }
                Token::Text(_) | Token::Other => {}
            }
        }
    }

    /// Reads what is in the element that was opened last.
    ///
    /// # Errors
    /// As for [`Self::step`], and when it is too large.
    pub fn fill(&mut self, element: &mut Element) -> Result<(), BitextError> {
        let mut n_bytes_left = MOST_BYTES;
        self.fill_within(element, &mut n_bytes_left)
    }

    fn fill_within(&mut self, element: &mut Element, n_bytes_left: &mut usize) -> Result<(), BitextError> {
        loop {
            match self.token()? {
                Token::Open(mut child) => {
                    self.weigh(ELEMENT_BYTES * (1 + child.attributes.len()), n_bytes_left)?;
                    self.fill_within(&mut child, n_bytes_left)?;
                    element.children.push(Node::Element(child));
                }
                Token::Text(text) => {
                    self.weigh(text.len(), n_bytes_left)?;
                    element.push_text(&text);
                }
                // The end of the file is an error while an element is open.
                Token::Close | Token::End => return Ok(()),
                Token::Other => {}
            }
        }
    }

    fn weigh(&self, n_bytes: usize, n_bytes_left: &mut usize) -> Result<(), BitextError> {
        *n_bytes_left = n_bytes_left.checked_sub(n_bytes).ok_or_else(|| {
            let problem = format!("the segment here is larger than {} MiB", MOST_BYTES >> 20);
            self.refuse(problem, "check that the file is whole, or take that segment out")
        })?;
        Ok(())
    }

    /// Leaves out what is in the element that was opened last.
    ///
    /// # Errors
    /// As for [`Self::step`].
    pub fn skip(&mut self) -> Result<(), BitextError> {
        let outside = self.open.len() - 1;
        while self.open.len() > outside {
            self.token()?;
        }
        Ok(())
    }

    fn token(&mut self) -> Result<Token, BitextError> {
        self.line = self.reader.get_ref().line();
        self.reader.get_mut().begin();
        self.buffer.clear();
        let token = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => token(&event),
            Err(Error::Io(source)) => return Err(self.read_error(&source)),
            Err(error) => Err(refusal(&error)),
        };
        let token = token.and_then(|token| self.check(token));
        token.map_err(|refusal| malformed(&self.path, self.line, refusal))
    }

    /// Keeps account of the elements that are open.
    fn check(&mut self, token: Token) -> Result<Token, Refusal> {
        let refuse = |problem| Err(Refusal { problem, advice: MEND });
        match &token {
            Token::Open(_) if self.open.is_empty() && self.has_root => {
                return refuse("there is a second root element".to_owned());
            }
            Token::Open(_) if self.open.len() == MOST_LEVELS => {
                return refuse(format!("elements lie in each other more than {MOST_LEVELS} deep"));
            }
            Token::Open(element) => {
                self.open.push(element.name.clone());
                self.has_root = true;
            }
            Token::Close => {
                self.open.pop();
            }
            Token::End if !self.open.is_empty() => {
                let name = self.open.last().map_or("", String::as_str);
                let problem = format!("the file ends inside <{name}>");
                return Err(Refusal { problem, advice: "it is cut off; get the whole file" });
            }
            _ => {}
        }
        Ok(token)
    }

    /// The error of what could not be read or decoded.
    fn read_error(&mut self, source: &std::io::Error) -> BitextError {
        let line = self.reader.get_ref().line();
        match self.reader.get_mut().take_refusal() {
            Some(refusal) => malformed(&self.path, line, refusal),
            None => BitextError::Read { path: self.path.clone(), source: source.kind().into() },
        }
    }
}

fn malformed(path: &Path, line: u64, refusal: Refusal) -> BitextError {
    BitextError::malformed(path, line, refusal.problem, refusal.advice)
}

fn token(event: &Event) -> Result<Token, Refusal> {
    Ok(match event {
        Event::Start(start) | Event::Empty(start) => Token::Open(element(start)?),
        Event::End(_) => Token::Close,
        Event::Text(text) => Token::Text(text.xml10_content().into_owned()),
        Event::CData(text) => Token::Text(text.xml10_content().into_owned()),
        Event::GeneralRef(reference) => Token::Text(character(reference)?.to_string()),
        Event::DocType(text) => {
            check_document_type(text)?;
            Token::Other
        }
        Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Token::Other,
        Event::Eof => Token::End,
    })
}

fn element(start: &BytesStart) -> Result<Element, Refusal> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        if attributes.len() == MOST_ATTRIBUTES {
            let problem = format!("a tag here has more than {MOST_ATTRIBUTES} attributes");
            return Err(Refusal { problem, advice: MEND });
        }
        let attribute = attribute.map_err(|error| refusal(&error.into()))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| refusal(&error))?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes, children: Vec::new() })
}

/// The character that a reference stands for.
fn character(reference: &BytesRef) -> Result<char, Refusal> {
    let name: &str = reference;
    let predefined = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    predefined.ok_or_else(|| Refusal {
        problem: format!("&{}; stands for nothing in XML", name.chars().take(40).collect::<String>()),
        advice: "write the character itself in its place",
    })
}

/// Refuses a document type that defines entities, in the file or elsewhere.
fn check_document_type(text: &str) -> Result<(), Refusal> {
    if !text.to_ascii_uppercase().contains("<!ENTITY") {
        return Ok(());
    }
    Err(Refusal {
        problem:
            "it defines entities of its own, which can stand for other files or for more text than a machine holds"
                .to_owned(),
        advice: "take the <!ENTITY …> out, and write the texts in their places",
    })
}

fn refusal(error: &Error) -> Refusal {
    let problem = match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            format!("</{found}> stands where <{expected}> should end")
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => format!("</{found}> ends what never began"),
        Error::IllFormed(IllFormedError::UnclosedReference) => {
            let problem = "a & stands here that begins no reference".to_owned();
            return Refusal { problem, advice: "write &amp; in its place" };
        }
        Error::Syntax(error) if *error != SyntaxError::InvalidBangMarkup => {
            let problem = "the file ends inside a tag".to_owned();
            return Refusal { problem, advice: "it is cut off, or a > is missing there; get the whole file" };
        }
        other => format!("it is not XML: {other}"),
    };
    Refusal { problem, advice: MEND }
}

#[cfg(test)]
mod tests;
