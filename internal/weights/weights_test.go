package weights

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"testing"
)

func sample() *File {
	f := &File{}
	f.PutBytes("rows", []byte{1, 0xff, 0x80})
	f.PutInt16("w", []int16{-32768, 0, 32767})
	f.PutInt32("b", []int32{math.MinInt32, 7})
	f.PutUint64("keys", []uint64{1, math.MaxUint64})
	f.PutStrings("labels", []string{"nsubj", "", "obl:tmod"})
	f.PutStrings("none", nil)
	return f
}

func TestRoundTrip(t *testing.T) {
	var one, two bytes.Buffer
	if _, err := sample().WriteTo(&one); err != nil {
		t.Fatal(err)
	}
	if _, err := sample().WriteTo(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Fatalf("the same tables gave other bytes (%v)", err)
	}
	f, err := Parse(one.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	rows, e1 := f.Bytes("rows")
	w, e2 := f.Int16("w")
	b, e3 := f.Int32("b")
	k, e4 := f.Uint64("keys")
	l, e5 := f.Strings("labels")
	n, e6 := f.Strings("none")
	if err := errors.Join(e1, e2, e3, e4, e5, e6); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows, []byte{1, 0xff, 0x80}) || !slices.Equal(w, []int16{-32768, 0, 32767}) ||
		!slices.Equal(b, []int32{math.MinInt32, 7}) || !slices.Equal(k, []uint64{1, math.MaxUint64}) ||
		!slices.Equal(l, []string{"nsubj", "", "obl:tmod"}) || len(n) != 0 {
		t.Errorf("read back %v %v %v %v %q %q", rows, w, b, k, l, n)
	}
	if _, err := f.Int16("rows"); err == nil {
		t.Error("bytes read as 16-bit numbers")
	}
	if _, err := f.Strings("absent"); err == nil {
		t.Error("a missing table was read")
	}
}

// TestDamage flips each byte and cuts at each place: every damage is noticed.
func TestDamage(t *testing.T) {
	var buf bytes.Buffer
	if _, err := sample().WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	good := buf.Bytes()
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 0x10
		if _, err := Parse(bad); !errors.Is(err, ErrFormat) {
			t.Errorf("byte %d changed: error %v, want ErrFormat", i, err)
		}
		if _, err := Parse(good[:i]); !errors.Is(err, ErrFormat) {
			t.Errorf("cut at %d: error %v, want ErrFormat", i, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	var buf bytes.Buffer
	if _, err := sample().WriteTo(&buf); err != nil {
		f.Fatal(err)
	}
	f.Add(buf.Bytes())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Parse(b)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if _, err := file.WriteTo(&out); err != nil || !bytes.Equal(out.Bytes(), b) {
			t.Fatalf("%q was read but written as %q (%v)", b, out.Bytes(), err)
		}
	})
}
