package imports

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"runtime"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Lines are kept in blocks of at most so many bytes or rows. A block is read
// whole to show one line.
const (
	blockBytes = 512 << 10
	blockRows  = 2048
)

type packed struct {
	rows [][]driver.Value
	err  error
}

// pack compresses the lines of the new rows, aside from the work of the database.
func (w *writing) pack() <-chan packed {
	out := make(chan packed, 1)
	if len(w.ends) == 0 {
		out <- packed{}
		return out
	}
	type span struct{ from, to int }
	var spans []span
	for from := 0; from < len(w.ends); {
		start := 0
		if from > 0 {
			start = w.ends[from-1]
		}
		to := from + 1
		for to < len(w.ends) && to-from < blockRows && w.ends[to]-start <= blockBytes {
			to++
		}
		spans = append(spans, span{from, to})
		from = to
	}
	first := w.s.next.row
	rows := make([][]driver.Value, len(spans))
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(runtime.NumCPU()), zstd.WithWindowSize(1<<20))
	if err != nil {
		out <- packed{err: err}
		return out
	}
	var wg sync.WaitGroup
	next := make(chan int, len(spans))
	for i := range spans {
		next <- i
	}
	close(next)
	for range runtime.NumCPU() {
		wg.Go(func() {
			var raw []byte
			for i := range next {
				sp := spans[i]
				raw = raw[:0]
				for j := sp.from; j < sp.to; j++ {
					start := 0
					if j > 0 {
						start = w.ends[j-1]
					}
					raw = binary.AppendUvarint(raw, uint64(w.ends[j]-start))
					raw = append(raw, w.text[start:w.ends[j]]...)
				}
				rows[i] = []driver.Value{first + int64(sp.from), int32(sp.to - sp.from), int64(len(raw)), enc.EncodeAll(raw, nil)}
			}
		})
	}
	go func() {
		wg.Wait()
		out <- packed{rows: rows, err: enc.Close()}
	}()
	return out
}

// unpack finds one line in a block.
func unpack(data []byte, size int64, index int) (string, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
	if err != nil {
		return "", err
	}
	defer dec.Close()
	if size < 0 || size > 1<<28 {
		return "", fmt.Errorf("a block of %d bytes", size)
	}
	raw, err := dec.DecodeAll(data, make([]byte, 0, size))
	if err != nil {
		return "", err
	}
	for i := 0; ; i++ {
		n, used := binary.Uvarint(raw)
		if used <= 0 || n > uint64(len(raw)-used) {
			return "", fmt.Errorf("a block ends before line %d", i)
		}
		if i == index {
			return string(raw[used : used+int(n)]), nil
		}
		raw = raw[used+int(n):]
	}
}
