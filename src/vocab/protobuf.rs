//! The part of the protocol-buffer wire format that a `.spm` file uses.
//!
//! Source: Protocol Buffers, "Encoding". Groups, which were never used here, are refused.

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 2: a string, bytes, or a message of its own.
    Bytes(&'a [u8]),
    /// Wire type 5, as `f32`.
    Float(f32),
    /// Wire type 1, not looked into.
    Eight,
}

/// Iterates over the fields of a message, as (field number, value).
pub struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub fn new(message: &'a [u8]) -> Self {
        Self(message)
    }

    fn varint(&mut self) -> Result<u64, &'static str> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err("a number runs over ten bytes")
    }

    fn take(&mut self, n_bytes: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(n_bytes).ok_or("it ends in the middle of a field")?;
        self.0 = rest;
        Ok(taken)
    }

    fn field(&mut self) -> Result<(u64, Value<'a>), &'static str> {
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Value::Varint(self.varint()?),
            1 => self.take(8).map(|_| Value::Eight)?,
            2 => {
                let n_bytes = self.varint()?;
                Value::Bytes(self.take(usize::try_from(n_bytes).unwrap_or(usize::MAX))?)
            }
            5 => {
                let bytes = self.take(4)?;
                Value::Float(f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            }
            _ => return Err("it holds an unknown kind of field"),
        };
        Ok((key >> 3, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_wire_type() {
        let message = [0x08, 0x96, 0x01, 0x12, 2, b'h', b'i', 0x1d, 0, 0, 0x80, 0x3f, 0x21, 1, 2, 3, 4, 5, 6, 7, 8];
        let fields: Vec<_> = Fields::new(&message).collect();
        let expected =
            [(1, Value::Varint(150)), (2, Value::Bytes(b"hi")), (3, Value::Float(1.0)), (4, Value::Eight)].map(Ok);
        assert_eq!(fields, expected);
    }

    #[test]
    fn broken_messages_end_in_one_error() {
        let broken: [&[u8]; 5] = [&[0x08], &[0x12, 5, 1], &[0x0b], &[0xff; 12], &[0x12, 0xff, 0xff, 0xff, 0xff, 0x7f]];
        for message in broken {
            let fields: Vec<_> = Fields::new(message).collect();
            assert_eq!(fields.iter().filter(|f| f.is_err()).count(), 1, "{message:?}");
        }
    }
}
