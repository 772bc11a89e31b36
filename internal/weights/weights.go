// Package weights reads and writes model files: named tables of numbers and
// strings, with a checksum. What the tables mean is left to the packages that
// train and use them.
//
// A file is, in little-endian order: the magic "entwt001"; the CRC-32C of all
// that follows it; the number of tables; then for each table its name (length in
// two bytes, then bytes), its kind (one byte), its number of bytes (four bytes)
// and the bytes. Strings are stored one after the other, each ended by a newline.
package weights

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"strings"
)

const magic = "entwt001"

// ErrFormat says that bytes are not a whole model file.
var ErrFormat = errors.New("not a whole model file")

type kind byte

const (
	kindInt8 kind = iota + 1
	kindInt16
	kindInt32
	kindUint64
	kindStrings
)

type table struct {
	name string
	kind kind
	data []byte
}

// A File is a model in memory. Tables keep the order in which they were put.
type File struct {
	tables []table
	index  map[string]int
}

func (f *File) put(name string, k kind, data []byte) {
	if f.index == nil {
		f.index = map[string]int{}
	}
	if i, ok := f.index[name]; ok {
		f.tables[i] = table{name, k, data}
		return
	}
	f.index[name] = len(f.tables)
	f.tables = append(f.tables, table{name, k, data})
}

// PutBytes stores signed bytes, two's complement; the slice is kept.
func (f *File) PutBytes(name string, v []byte) { f.put(name, kindInt8, v) }

// PutInt16 stores a table of 16-bit numbers.
func (f *File) PutInt16(name string, v []int16) {
	b := make([]byte, 0, 2*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, uint16(x))
	}
	f.put(name, kindInt16, b)
}

// PutInt32 stores a table of 32-bit numbers.
func (f *File) PutInt32(name string, v []int32) {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, uint32(x))
	}
	f.put(name, kindInt32, b)
}

// PutUint64 stores a table of 64-bit numbers.
func (f *File) PutUint64(name string, v []uint64) {
	b := make([]byte, 0, 8*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	f.put(name, kindUint64, b)
}

// PutStrings stores a list of strings, none of which holds a newline.
func (f *File) PutStrings(name string, v []string) {
	var b []byte
	for _, s := range v {
		if strings.ContainsRune(s, '\n') {
			panic(fmt.Sprintf("weights: newline in %q", s))
		}
		b = append(append(b, s...), '\n')
	}
	f.put(name, kindStrings, b)
}

// get returns the bytes of a table; unit is the size of an element.
func (f *File) get(name string, k kind, unit int) ([]byte, error) {
	i, ok := f.index[name]
	if !ok {
		return nil, fmt.Errorf("table %q: missing", name)
	}
	t := f.tables[i]
	if t.kind != k || len(t.data)%unit != 0 {
		return nil, fmt.Errorf("table %q: kind %d with %d bytes, want kind %d", name, t.kind, len(t.data), k)
	}
	return t.data, nil
}

// Bytes returns a table of signed bytes; it shares the file's memory.
func (f *File) Bytes(name string) ([]byte, error) { return f.get(name, kindInt8, 1) }

// Int16 returns a table of 16-bit numbers.
func (f *File) Int16(name string) ([]int16, error) {
	b, err := f.get(name, kindInt16, 2)
	v := make([]int16, len(b)/2)
	for i := range v {
		v[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return v, err
}

// Int32 returns a table of 32-bit numbers.
func (f *File) Int32(name string) ([]int32, error) {
	b, err := f.get(name, kindInt32, 4)
	v := make([]int32, len(b)/4)
	for i := range v {
		v[i] = int32(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return v, err
}

// Uint64 returns a table of 64-bit numbers.
func (f *File) Uint64(name string) ([]uint64, error) {
	b, err := f.get(name, kindUint64, 8)
	v := make([]uint64, len(b)/8)
	for i := range v {
		v[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return v, err
}

// Strings returns a list of strings, in the order they were put.
func (f *File) Strings(name string) ([]string, error) {
	b, err := f.get(name, kindStrings, 1)
	if err != nil || len(b) == 0 {
		return nil, err
	}
	if b[len(b)-1] != '\n' {
		return nil, fmt.Errorf("table %q: last string has no end", name)
	}
	return strings.Split(string(b[:len(b)-1]), "\n"), nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// bytes is the whole file.
func (f *File) bytes() ([]byte, error) {
	b := binary.LittleEndian.AppendUint32(make([]byte, 0, 1<<16), uint32(len(f.tables)))
	for _, t := range f.tables {
		if len(t.name) > math.MaxUint16 || len(t.data) > math.MaxInt32 {
			return nil, fmt.Errorf("table %q: too large", t.name)
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(len(t.name)))
		b = append(append(b, t.name...), byte(t.kind))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(t.data)))
		b = append(b, t.data...)
	}
	head := binary.LittleEndian.AppendUint32([]byte(magic), crc32.Checksum(b, castagnoli))
	return append(head, b...), nil
}

// WriteTo writes the file: the same tables, the same bytes.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	b, err := f.bytes()
	if err != nil {
		return 0, fmt.Errorf("write model: %w", err)
	}
	n, err := w.Write(b)
	return int64(n), err
}

// Parse reads a model file held in b. The tables share its memory. The error
// wraps ErrFormat if b is no model file, is cut short or was changed.
func Parse(b []byte) (*File, error) {
	bad := func(why string) error { return fmt.Errorf("read model: %s: %w", why, ErrFormat) }
	if len(b) < len(magic)+8 || string(b[:len(magic)]) != magic {
		return nil, bad("no magic")
	}
	b = b[len(magic):]
	sum := binary.LittleEndian.Uint32(b)
	b = b[4:]
	if crc32.Checksum(b, castagnoli) != sum {
		return nil, bad("wrong checksum")
	}
	count := binary.LittleEndian.Uint32(b)
	b = b[4:]
	f := &File{}
	for range count {
		if len(b) < 2 {
			return nil, bad("cut short")
		}
		n := int(binary.LittleEndian.Uint16(b))
		if len(b) < 2+n+5 {
			return nil, bad("cut short")
		}
		name, k := string(b[2:2+n]), kind(b[2+n])
		size := int(binary.LittleEndian.Uint32(b[2+n+1:]))
		b = b[2+n+5:]
		if size > len(b) {
			return nil, bad("cut short")
		}
		if _, twice := f.index[name]; twice {
			return nil, bad("table " + name + " twice")
		}
		f.put(name, k, b[:size:size])
		b = b[size:]
	}
	if len(b) != 0 {
		return nil, bad("bytes left over")
	}
	return f, nil
}
