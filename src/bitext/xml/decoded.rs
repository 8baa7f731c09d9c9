//! The characters of an XML file as UTF-8, whatever encoding it is in. Knows no markup but the declaration.

use std::io::{self, BufRead, Read};
use std::ops::Range;
use std::str;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Refusal;

/// What is read from the file, and decoded, at a time.
const CHUNK_BYTES: usize = 1 << 16;

/// Where the declaration must be over.
const DECLARATION_BYTES: usize = 1 << 10;

/// What one tag, text or comment may take, so that a file without end does not fill the memory.
const MOST_BYTES: usize = 64 << 20;

const DECLARE: &str = "save the file as UTF-8, with encoding=\"UTF-8\" in its first line";

/// Reads a file as UTF-8 and counts its lines.
pub struct Decoded {
    input: Box<dyn Read + Send>,
    raw: Vec<u8>,
    /// The bytes of `raw` that are not decoded yet.
    raw_left: Range<usize>,
    decoder: Decoder,
    text: Vec<u8>,
    /// The bytes of `text` that are not taken yet.
    text_left: Range<usize>,
    is_over: bool,
    line: u64,
    n_bytes_allowed: usize,
    refusal: Option<Refusal>,
}

impl Decoded {
    /// Finds out the encoding, from a byte order mark or the declaration.
    ///
    /// # Errors
    /// When the beginning cannot be read; or, inside, why the encoding is not one that is known here.
    pub fn new(mut input: Box<dyn Read + Send>) -> io::Result<Result<Self, Refusal>> {
        let mut raw = vec![0; CHUNK_BYTES];
        let n_read = read_up_to(&mut *input, &mut raw[..DECLARATION_BYTES])?;
        let (encoding, n_mark) = match encoding(&raw[..n_read]) {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(Ok(Self {
            input,
            raw,
            raw_left: n_mark..n_read,
            decoder: encoding.new_decoder_without_bom_handling(),
            text: vec![0; 4 * CHUNK_BYTES],
            text_left: 0..0,
            is_over: false,
            line: 1,
            n_bytes_allowed: MOST_BYTES,
            refusal: None,
        }))
    }

    /// The line of the next byte, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Begins a tag, text or comment.
    pub fn begin(&mut self) {
        self.n_bytes_allowed = MOST_BYTES;
    }

    /// Why the last error came, unless the system had one.
    pub fn take_refusal(&mut self) -> Option<Refusal> {
        self.refusal.take()
    }

    /// Decodes some more, which may be nothing.
    fn decode(&mut self) -> io::Result<()> {
        if self.raw_left.is_empty() {
            self.raw_left = 0..self.input.read(&mut self.raw)?;
        }
        let is_last = self.raw_left.is_empty();
        let raw = &self.raw[self.raw_left.clone()];
        let (result, n_read, n_written) = self.decoder.decode_to_utf8_without_replacement(raw, &mut self.text, is_last);
        self.raw_left.start += n_read;
        self.text_left = 0..n_written;
        self.is_over = is_last && result == DecoderResult::InputEmpty;
        if let DecoderResult::Malformed(..) = result {
            // What is sound comes first, so that the line is right.
            let name = self.decoder.encoding().name();
            self.refusal = Some(Refusal { problem: format!("bytes here are no character of {name}"), advice: DECLARE });
        }
        Ok(())
    }
}

impl Read for Decoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n_read = self.fill_buf()?.read(into)?;
        self.consume(n_read);
        Ok(n_read)
    }
}

impl BufRead for Decoded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_bytes_allowed == 0 {
            let problem = format!("a tag or text here is longer than {} MiB", MOST_BYTES >> 20);
            self.refusal = Some(Refusal { problem, advice: "check that the file is whole, or take that part out" });
            return Err(io::ErrorKind::InvalidData.into());
        }
        while self.text_left.is_empty() && !self.is_over {
            if self.refusal.is_some() {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.decode()?;
        }
        Ok(&self.text[self.text_left.clone()])
    }

    fn consume(&mut self, n_bytes: usize) {
        let taken = &self.text[self.text_left.start..self.text_left.start + n_bytes];
        self.line += taken.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.text_left.start += n_bytes;
        self.n_bytes_allowed = self.n_bytes_allowed.saturating_sub(n_bytes);
    }
}

/// Reads until `into` is full or there is no more.
fn read_up_to(input: &mut dyn Read, into: &mut [u8]) -> io::Result<usize> {
    let mut n_read = 0;
    while n_read < into.len() {
        match input.read(&mut into[n_read..]) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n_read)
}

/// The encoding of a file that begins so, with the length of its byte order mark.
///
/// By appendix F of XML 1.0: a mark decides, then the look of `<?`, then what the declaration says.
fn encoding(start: &[u8]) -> Result<(&'static Encoding, usize), Refusal> {
    let unknown = |name: &str| Refusal { problem: format!("cannot read the encoding {name}"), advice: DECLARE };
    match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [b'<', 0, 0, 0, ..] | [0, 0, 0, b'<', ..] => {
            return Err(unknown("UTF-32"));
        }
        _ => {}
    }
    if let Some((encoding, n_mark)) = Encoding::for_bom(start) {
        return Ok((encoding, n_mark));
    }
    match start {
        [b'<', 0, ..] => return Ok((UTF_16LE, 0)),
        [0, b'<', ..] => return Ok((UTF_16BE, 0)),
        _ => {}
    }
    let Some(name) = declared(start) else { return Ok((UTF_8, 0)) };
    match Encoding::for_label_no_replacement(name.as_bytes()) {
        None => Err(unknown(name)),
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Err(Refusal {
            problem: format!("it says that it is {name}, and is not"),
            advice: "write encoding=\"UTF-8\", or the encoding that it is in, in its first line",
        }),
        Some(encoding) => Ok((encoding, 0)),
    }
}

/// The encoding that the declaration of a file names.
fn declared(start: &[u8]) -> Option<&str> {
    let declaration = start.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let declaration = str::from_utf8(&declaration[..end]).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}
