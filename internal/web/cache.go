package web

import (
	"bytes"
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// A cache keeps finished pages, packed, while the ledger stays as it is. Those
// who ask for the same page at the same time wait for one rendering of it.
type cache struct {
	most  int
	slots chan struct{} // one for each page that may be made at the same time

	mu     sync.Mutex
	batch  int64
	size   int
	pages  map[string]*list.Element // of *entry
	recent *list.List               // the last used first
	busy   map[string]*flight
}

type entry struct {
	key  string
	page *packed
}

// A flight is a page that is being made.
type flight struct {
	done chan struct{}
	page *packed
	err  error
}

// A packed page is gzip, with the tag of its content.
type packed struct {
	zipped []byte
	plain  int // length of the page itself
	tag    string
}

func newCache(most int) *cache {
	// More pages at once than this would not be done sooner, and each holds memory.
	slots := make(chan struct{}, 2*runtime.GOMAXPROCS(0))
	return &cache{most: most, slots: slots, pages: map[string]*list.Element{}, recent: list.New(), busy: map[string]*flight{}}
}

// get returns the page of a key, made if it is not there. An error is not kept.
func (c *cache) get(ctx context.Context, batch int64, key string, build func() ([]byte, error)) (*packed, error) {
	c.mu.Lock()
	if batch != c.batch {
		c.batch, c.size = batch, 0
		clear(c.pages)
		c.recent.Init()
		c.busy = map[string]*flight{} // those in flight end on their own
	}
	if e, ok := c.pages[key]; ok {
		c.recent.MoveToFront(e)
		c.mu.Unlock()
		return e.Value.(*entry).page, nil
	}
	if f, ok := c.busy[key]; ok {
		c.mu.Unlock()
		select {
		case <-f.done:
			return f.page, f.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	f := &flight{done: make(chan struct{})}
	c.busy[key] = f
	c.mu.Unlock()

	defer close(f.done)
	c.slots <- struct{}{}
	body, err := func() ([]byte, error) {
		defer func() { <-c.slots }()
		return build()
	}()
	if err == nil {
		f.page = pack(body)
	}
	f.err = err
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[key] == f {
		delete(c.busy, key)
		if err == nil && c.batch == batch {
			c.keep(key, f.page)
		}
	}
	return f.page, err
}

// perEntry is what an entry takes beside its page, about.
const perEntry = 512

func (c *cache) keep(key string, p *packed) {
	cost := len(p.zipped) + len(key) + perEntry
	if cost > c.most/4 {
		return
	}
	c.pages[key] = c.recent.PushFront(&entry{key, p})
	c.size += cost
	for c.size > c.most {
		last := c.recent.Back()
		e := c.recent.Remove(last).(*entry)
		delete(c.pages, e.key)
		c.size -= len(e.page.zipped) + len(e.key) + perEntry
	}
}

// zipLevel is quick: packing is a good part of what a page costs.
const zipLevel = 2

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, zipLevel) // the level is one of those there are
	return z
}}

func pack(body []byte) *packed {
	var b bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	z.Reset(&b)
	_, _ = z.Write(body) // a buffer takes all
	_ = z.Close()
	zippers.Put(z)
	sum := sha256.Sum256(body)
	return &packed{b.Bytes(), len(body), `"` + hex.EncodeToString(sum[:12]) + `"`}
}

// write sends the page, packed if the reader takes it so.
func (p *packed) write(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(p.zipped)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(p.zipped)
		}
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(p.plain))
	if r.Method == http.MethodHead {
		return
	}
	if z, err := gzip.NewReader(bytes.NewReader(p.zipped)); err == nil {
		_, _ = io.Copy(w, z)
	}
}
