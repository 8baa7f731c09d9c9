//! A machine for the few pickle instructions that `torch.save` writes. It calls nothing: a `REDUCE` of the known names
//! makes a value in the arena, and any other name ends the reading.
//!
//! The instructions are those of protocols 2 to 5 as Python's `pickletools` documents them.

use std::collections::HashMap;

use super::value::{Arena, Global, StorageRef, TensorRef, Value};
use crate::model::error::{Fault, damaged};

/// Instructions in one pickle. A model of 1000 tensors needs about 30 000; the bound keeps memory below some 200 MB,
/// since an instruction makes at most one value.
const MAX_STEPS: usize = 1 << 20;

/// Axes of one tensor; no weight has more than four. It bounds what a file can make by naming one shape many times.
const MAX_AXES: usize = 8;

/// The newest protocol.
const MAX_PROTOCOL: u8 = 5;

/// Reads one pickle at the start of `bytes`: its value, the parts of it, and its length in bytes.
pub(super) fn read(bytes: &[u8]) -> Result<(Value<'_>, Arena<'_>, usize), Fault> {
    let mut machine = Machine { rest: bytes, ..Machine::default() };
    for _ in 0..MAX_STEPS {
        if let Some(value) = machine.step()? {
            return Ok((value, machine.arena, bytes.len() - machine.rest.len()));
        }
    }
    damaged(format!("its pickle has more than {MAX_STEPS} instructions"))
}

/// The state of reading a pickle.
#[derive(Default)]
struct Machine<'a> {
    rest: &'a [u8],
    stack: Vec<Value<'a>>,
    /// Stack heights at the open marks.
    marks: Vec<usize>,
    memo: HashMap<u32, Value<'a>>,
    arena: Arena<'a>,
}

impl<'a> Machine<'a> {
    /// Follows one instruction; the value is that of the finished pickle.
    fn step(&mut self) -> Result<Option<Value<'a>>, Fault> {
        match self.u8()? {
            b'.' => return self.finish().map(Some),
            0x80 => self.protocol()?,
            // A frame only tells how much to read at once.
            0x95 => drop(self.take(8)?),
            b'(' => self.marks.push(self.stack.len()),
            op @ (b'q' | b'r' | 0x94 | b'h' | b'j') => self.memo_step(op)?,
            op @ (b'N' | 0x88 | 0x89 | b'K' | b'M' | b'J' | 0x8a | b'G') => self.number(op)?,
            op @ (b'X' | 0x8c | 0x8d) => self.string(op)?,
            op @ (b')' | b't' | 0x85 | 0x86 | 0x87) => self.tuple(op)?,
            op @ (b']' | b'a' | b'e') => self.list(op)?,
            op @ (b'}' | b's' | b'u') => self.dict(op)?,
            op @ (b'c' | 0x93) => self.global(op)?,
            b'Q' => self.persistent_id()?,
            b'R' => self.reduce()?,
            b'b' => self.build()?,
            other => {
                return Err(Fault::NotOnlyTensors(format!("the pickle instruction {:?}", char::from(other))));
            }
        }
        Ok(None)
    }

    fn finish(&mut self) -> Result<Value<'a>, Fault> {
        let value = self.pop()?;
        if self.stack.is_empty() && self.marks.is_empty() {
            Ok(value)
        } else {
            damaged("its pickle leaves values over")
        }
    }

    fn protocol(&mut self) -> Result<(), Fault> {
        match self.u8()? {
            0..=MAX_PROTOCOL => Ok(()),
            newer => Err(Fault::Unsupported(format!("pickle protocol {newer}; save the model as model.safetensors"))),
        }
    }

    fn memo_step(&mut self, op: u8) -> Result<(), Fault> {
        let idx = match op {
            b'q' | b'h' => u32::from(self.u8()?),
            b'r' | b'j' => u32::from_le_bytes(self.array()?),
            _ => u32::try_from(self.memo.len()).expect("MAX_STEPS bounds it"),
        };
        if matches!(op, b'h' | b'j') {
            let Some(&value) = self.memo.get(&idx) else { return damaged(format!("its pickle lacks memo {idx}")) };
            self.stack.push(value);
        } else {
            let value = *self.peek()?;
            self.memo.insert(idx, value);
        }
        Ok(())
    }

    fn number(&mut self, op: u8) -> Result<(), Fault> {
        let value = match op {
            b'N' => Value::None,
            0x88 => Value::Bool(true),
            0x89 => Value::Bool(false),
            b'K' => Value::Int(self.u8()?.into()),
            b'M' => Value::Int(u16::from_le_bytes(self.array()?).into()),
            b'J' => Value::Int(i32::from_le_bytes(self.array()?).into()),
            b'G' => {
                self.take(8)?;
                Value::Float
            }
            _ => Value::Int(self.long()?),
        };
        self.stack.push(value);
        Ok(())
    }

    /// `LONG1`: a byte count, then a little-endian number in two's complement.
    fn long(&mut self) -> Result<i128, Fault> {
        let len = self.u8()?.into();
        let bytes = self.take(len)?;
        let fill = if bytes.last().is_some_and(|high| high & 0x80 != 0) { 0xff } else { 0 };
        let mut wide = [fill; size_of::<i128>()];
        match wide.get_mut(..len) {
            Some(low) => low.copy_from_slice(bytes),
            None => return damaged(format!("its pickle has a number of {len} bytes")),
        }
        Ok(i128::from_le_bytes(wide))
    }

    fn string(&mut self, op: u8) -> Result<(), Fault> {
        let len = match op {
            0x8c => Some(self.u8()?.into()),
            b'X' => usize::try_from(u32::from_le_bytes(self.array()?)).ok(),
            _ => usize::try_from(u64::from_le_bytes(self.array()?)).ok(),
        };
        let bytes = self.take(len.unwrap_or(usize::MAX))?;
        let text = self.utf8(bytes)?;
        self.stack.push(Value::Str(text));
        Ok(())
    }

    fn tuple(&mut self, op: u8) -> Result<(), Fault> {
        let parts = match op {
            b')' => Vec::new(),
            b't' => self.pop_to_mark()?,
            _ => self.pop_n(usize::from(op - 0x84))?,
        };
        self.stack.push(Value::Tuple(self.arena.tuples.len()));
        self.arena.tuples.push(parts);
        Ok(())
    }

    fn list(&mut self, op: u8) -> Result<(), Fault> {
        let items = match op {
            b'a' => vec![self.pop()?],
            b'e' => self.pop_to_mark()?,
            _ => {
                self.stack.push(Value::List(self.arena.lists.len()));
                self.arena.lists.push(Vec::new());
                return Ok(());
            }
        };
        let Value::List(idx) = *self.peek()? else { return damaged("its pickle appends to what is no list") };
        self.arena.lists[idx].extend(items);
        Ok(())
    }

    fn dict(&mut self, op: u8) -> Result<(), Fault> {
        let items = match op {
            b's' => self.pop_n(2)?,
            b'u' => self.pop_to_mark()?,
            _ => {
                self.push_dict();
                return Ok(());
            }
        };
        let (Value::Dict(idx), (pairs, [])) = (*self.peek()?, items.as_chunks::<2>()) else {
            return damaged("its pickle sets items without a dictionary or a value");
        };
        self.arena.dicts[idx].extend(pairs.iter().map(|&[key, value]| (key, value)));
        Ok(())
    }

    fn push_dict(&mut self) {
        self.stack.push(Value::Dict(self.arena.dicts.len()));
        self.arena.dicts.push(Vec::new());
    }

    fn global(&mut self, op: u8) -> Result<(), Fault> {
        let (module, name) = if op == b'c' {
            (self.line()?, self.line()?)
        } else {
            match self.pop_n(2)?[..] {
                [Value::Str(module), Value::Str(name)] => (module, name),
                _ => return damaged("its pickle names a global by what is no string"),
            }
        };
        let Some(global) = Global::find(module, name) else {
            return Err(Fault::NotOnlyTensors(format!(
                "the global `{}.{}`",
                module.escape_debug(),
                name.escape_debug()
            )));
        };
        self.stack.push(Value::Global(global));
        Ok(())
    }

    /// `BINPERSID`: ('storage', class, key, device, number of elements), in the legacy container with a view at the end.
    fn persistent_id(&mut self) -> Result<(), Fault> {
        let parts = self.pop_tuple()?;
        let (id, view) = parts.split_at_checked(5).unwrap_or((&[], &[]));
        let &[Value::Str("storage"), Value::Global(Global::Storage(kind)), Value::Str(key), Value::Str(_), n] = id
        else {
            return damaged("its pickle refers to something else than a storage");
        };
        if !matches!(view, [] | [Value::None]) {
            return Err(Fault::Unsupported("views of storages from PyTorch 0.3; save the model anew".into()));
        }
        let Some(numel) = n.as_count() else { return damaged(format!("storage `{key}` has no length")) };
        self.stack.push(Value::Storage(self.arena.storages.len()));
        self.arena.storages.push(StorageRef { key, kind, numel });
        Ok(())
    }

    fn reduce(&mut self) -> Result<(), Fault> {
        let args = self.pop_tuple()?;
        let Value::Global(global) = self.pop()? else { return damaged("its pickle calls what is no function") };
        match (global, &args[..]) {
            (Global::OrderedDict, []) => self.push_dict(),
            (Global::RebuildTensor, [storage, offset, shape, strides, Value::Bool(_), Value::Dict(hooks)])
                if self.arena.dicts[*hooks].is_empty() =>
            {
                let tensor = self.tensor([*storage, *offset, *shape, *strides])?;
                self.stack.push(Value::Tensor(self.arena.tensors.len()));
                self.arena.tensors.push(tensor);
            }
            (Global::RebuildParameter, [tensor @ Value::Tensor(_), Value::Bool(_), Value::Dict(hooks)])
                if self.arena.dicts[*hooks].is_empty() =>
            {
                self.stack.push(*tensor);
            }
            (global, _) => {
                return Err(Fault::NotOnlyTensors(format!("a call of `{}` with unknown arguments", global.name())));
            }
        }
        Ok(())
    }

    fn tensor(&self, [storage, offset, shape, strides]: [Value<'a>; 4]) -> Result<TensorRef, Fault> {
        let counts = |value| match value {
            Value::Tuple(idx) if self.arena.tuples[idx].len() <= MAX_AXES => {
                self.arena.tuples[idx].iter().map(|v| v.as_count()).collect::<Option<Vec<_>>>()
            }
            _ => None,
        };
        match (storage, offset.as_count(), counts(shape), counts(strides)) {
            (Value::Storage(storage_idx), Some(offset), Some(shape), Some(strides)) => {
                Ok(TensorRef { storage_idx, offset, shape, strides })
            }
            _ => damaged("its pickle describes a tensor wrongly"),
        }
    }

    /// `BUILD`: sets attributes, of which only the `_metadata` that `Module.state_dict` leaves on its result is known.
    fn build(&mut self) -> Result<(), Fault> {
        let state = self.pop()?;
        let known = match (*self.peek()?, state) {
            (Value::Dict(_), Value::Dict(idx)) => {
                self.arena.dicts[idx].len() <= 1
                    && self.arena.dicts[idx].iter().all(|(key, _)| *key == Value::Str("_metadata"))
            }
            _ => false,
        };
        if known { Ok(()) } else { Err(Fault::NotOnlyTensors("an object with a state of its own".into())) }
    }

    fn peek(&self) -> Result<&Value<'a>, Fault> {
        // What lies below an open mark belongs to whoever closes it.
        let floor = self.marks.last().copied().unwrap_or(0);
        match self.stack.get(floor..).and_then(<[_]>::last) {
            Some(value) => Ok(value),
            None => damaged("its pickle takes a value from an empty stack"),
        }
    }

    fn pop(&mut self) -> Result<Value<'a>, Fault> {
        let value = *self.peek()?;
        self.stack.pop();
        Ok(value)
    }

    fn pop_n(&mut self, n: usize) -> Result<Vec<Value<'a>>, Fault> {
        let mut values = (0..n).map(|_| self.pop()).collect::<Result<Vec<_>, _>>()?;
        values.reverse();
        Ok(values)
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value<'a>>, Fault> {
        match self.marks.pop() {
            Some(height) => Ok(self.stack.split_off(height)),
            None => damaged("its pickle lacks a mark"),
        }
    }

    fn pop_tuple(&mut self) -> Result<Vec<Value<'a>>, Fault> {
        let Value::Tuple(idx) = self.pop()? else { return damaged("its pickle lacks a tuple") };
        Ok(self.arena.tuples[idx].clone())
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], Fault> {
        let Some((head, rest)) = self.rest.split_at_checked(n) else { return damaged("its pickle is cut off") };
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        Ok(*self.take(N)?.first_chunk().expect("exactly N bytes were taken"))
    }

    fn u8(&mut self) -> Result<u8, Fault> {
        self.array().map(|[byte]| byte)
    }

    /// The bytes up to the next line feed, as text.
    fn line(&mut self) -> Result<&'a str, Fault> {
        let Some(len) = self.rest.iter().position(|&byte| byte == b'\n') else {
            return damaged("its pickle is cut off");
        };
        let bytes = self.take(len)?;
        self.take(1)?;
        self.utf8(bytes)
    }

    fn utf8(&self, bytes: &'a [u8]) -> Result<&'a str, Fault> {
        std::str::from_utf8(bytes).or_else(|_| damaged("its pickle holds text that is not UTF-8"))
    }
}
