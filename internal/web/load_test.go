package web_test

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"entente/internal/query"
	"entente/internal/store"
)

// A load is requests of one view. path is an address of it, of which no two are the
// same: by whom or what it is of, and by switches that leave a good part of the
// ledger in.
type load struct {
	view string
	path func(r *rand.Rand, n int) string
}

func loads(ix *query.Index) []load {
	state := func(r *rand.Rand) string {
		return manyStates[int(float64(len(manyStates))*r.Float64()*r.Float64())]
	}
	// switched adds a period, and sometimes another switch.
	switched := func(p string, r *rand.Rand) string {
		sep := "?"
		if strings.Contains(p, "?") {
			sep = "&"
		}
		p += fmt.Sprintf("%sfrom=%d-%02d-%02d&to=%d-%02d-%02d", sep, 2000+r.IntN(10), 1+r.IntN(12), 1+r.IntN(28), 2016+r.IntN(9), 1+r.IntN(12), 1+r.IntN(28))
		return p + []string{"", "", "", "&contested=0", "&infer=0", "&captions=0", "&src=-AP", "&min=2", "&domain=security&domain=economy"}[r.IntN(9)]
	}
	all := func(p string) func(*rand.Rand, int) string {
		return func(r *rand.Rand, _ int) string { return switched(p, r) }
	}
	of := func(p string) func(*rand.Rand, int) string {
		return func(r *rand.Rand, _ int) string { return switched(p+state(r), r) }
	}
	// plain views take no switches: an address is made new by a parameter that they
	// do not know.
	plain := func(p string) func(*rand.Rand, int) string {
		return func(r *rand.Rand, n int) string { return fmt.Sprintf("%s?n=%d", p, n) }
	}
	regions := []string{"CENTRAL_ASIA", "EUROPE", "MIDDLE_EAST", "CAUCASUS", "SOUTH_ASIA"}
	return []load{
		{"today", all("/")}, {"documents", plain("/documents")},
		{"search", func(r *rand.Rand, n int) string {
			return fmt.Sprintf("/documents?q=document+%d+%s&n=%d", r.IntN(10000), []string{"visit", "aid", "trade", ""}[r.IntN(4)], n)
		}},
		{"search, common words", func(r *rand.Rand, n int) string {
			return fmt.Sprintf("/documents?q=%s+%s&n=%d", []string{"officials", "talks", "meetings"}[r.IntN(3)], state(r), n)
		}},
		{"reader", func(r *rand.Rand, n int) string {
			return fmt.Sprintf("/document/%s?n=%d", ix.Docs[r.IntN(len(ix.Docs))].ID, n)
		}},
		{"event", func(r *rand.Rand, n int) string {
			return fmt.Sprintf("/event/%s?n=%d", ix.Events[r.IntN(len(ix.Events))].ID, n)
		}},
		{"ledger", all("/ledger")}, {"ledger, an actor", of("/ledger?actor=")},
		{"ledger, words", func(r *rand.Rand, _ int) string {
			return switched(fmt.Sprintf("/ledger?text=document+%d", r.IntN(1000)), r)
		}},
		{"dyads", all("/dyads")}, {"dyad", func(r *rand.Rand, _ int) string { return switched("/dyad/"+state(r)+"/"+state(r), r) }},
		{"actors", all("/actors")}, {"actor", of("/actor/")},
		{"timeline", all("/timeline")}, {"timeline, an actor", of("/timeline?actor=")},
		{"map", all("/map")}, {"map, a region", func(r *rand.Rand, _ int) string { return switched("/map?region="+regions[r.IntN(2)], r) }},
		{"claims", plain("/claims")}, {"red lines", plain("/redlines")},
		{"from a capital", func(r *rand.Rand, n int) string { return fmt.Sprintf("/view/%s?n=%d", state(r), n) }},
		{"states", all("/states")}, {"state", of("/state/")},
		{"network", all("/network")},
		{"compare", func(r *rand.Rand, _ int) string { return switched("/compare?region=CENTRAL_ASIA", r) }},
		{"votes", plain("/votes")}, {"votes of a state", func(r *rand.Rand, n int) string { return fmt.Sprintf("/votes/%s?n=%d", state(r), n) }},
		{"similarity", func(r *rand.Rand, n int) string { return fmt.Sprintf("/similarity?region=CENTRAL_ASIA&n=%d", n) }},
		{"sources", all("/sources")}, {"codebook", plain("/codebook")}, {"rule", plain("/codebook/consult.visit")}, {"method", plain("/method")}, {"help", plain("/help")},
	}
}

// loadLedger is the folder of a ledger of 100,000 events: LOAD_LEDGER if it is set,
// where it is kept.
func loadLedger(b *testing.B) string {
	dir := cmp.Or(os.Getenv("LOAD_LEDGER"), filepath.Join(b.TempDir(), "ledger"))
	if _, err := os.Stat(dir); err != nil {
		many(b, dir, 100_000)
	}
	return dir
}

// asked is whether a view is to be measured: LOAD_VIEWS names those that are.
func (ld load) asked() bool {
	only := os.Getenv("LOAD_VIEWS")
	return only == "" || slices.Contains(strings.Split(only, ";"), ld.view)
}

// BenchmarkViews asks each view of a ledger of 100,000 events on loopback by 50
// clients at once, each of which asks again when it has its page. Every address
// is asked for the first time, and then the same ones again. It prints medians and
// 95th percentiles of the first byte and of the whole page, and the processor's
// time a page of the whole process, clients and clearing of memory too.
//
// LOAD_VIEWS names the views, parted by semicolons, and LOAD_ROUNDS how often each
// client asks.
//
//	LOAD_LEDGER=many go test -run '^$' -bench '^BenchmarkViews$' -benchtime 1x -timeout 1h ./internal/web
func BenchmarkViews(b *testing.B) {
	const clients = 50
	rounds := 6
	if n, err := strconv.Atoi(os.Getenv("LOAD_ROUNDS")); err == nil {
		rounds = n
	}
	dir := loadLedger(b)
	var peak atomic.Uint64
	server, l := serve(b, dir, true)
	ix, err := l.Index(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d events in %d documents", len(ix.Events), len(ix.Docs))
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapInuse+m.StackInuse))
			}
		}
	}()
	ask := newClients(b, server, clients)
	for b.Loop() {
		worst := [4]time.Duration{}
		// Not by b.Logf, which cuts long tables.
		fmt.Println("| view | new: processor, ms | first byte p50, p95 | page p50, p95 | again: processor | first byte | page |\n|---|---|---|---|---|---|---|")
		for k, ld := range loads(ix) {
			if !ld.asked() {
				continue
			}
			paths := make([][]string, clients)
			r := rand.New(rand.NewPCG(7, uint64(k)))
			for i := range paths {
				for n := range rounds {
					paths[i] = append(paths[i], ld.path(r, i*rounds+n))
				}
			}
			if _, err := ask[0].get(ld.path(r, -1)); err != nil { // what a view makes once for all its pages
				b.Fatal(err)
			}
			fresh, freshCPU := run(b, ask, paths)
			again, againCPU := run(b, ask, paths)
			fmt.Printf("| %s | %.1f | %d, %d | %d, %d | %.2f | %d, %d | %d, %d |\n", ld.view, freshCPU, quantile(fresh, 0, 50), quantile(fresh, 0, 95), quantile(fresh, 1, 50), quantile(fresh, 1, 95),
				againCPU, quantile(again, 0, 50), quantile(again, 0, 95), quantile(again, 1, 50), quantile(again, 1, 95))
			for i, d := range []int64{quantile(fresh, 0, 95), quantile(fresh, 1, 95), quantile(again, 0, 95), quantile(again, 1, 95)} {
				worst[i] = max(worst[i], time.Duration(d)*time.Millisecond)
			}
		}
		for i, name := range []string{"ms-first-byte-p95", "ms-page-p95", "ms-first-byte-p95-again", "ms-page-p95-again"} {
			b.ReportMetric(float64(worst[i].Milliseconds()), name)
		}
		b.ReportMetric(float64(peak.Load())/(1<<20), "MB-peak")
	}
}

// run lets all clients ask at once, each its own addresses one after the other.
func run(b *testing.B, ask []*asker, paths [][]string) (all [][2]time.Duration, cpuMS float64) {
	b.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := cpu()
	for i, a := range ask {
		wg.Go(func() {
			for _, p := range paths[i] {
				d, err := a.get(p)
				if err != nil {
					b.Errorf("%s: %v", p, err)
					return
				}
				mu.Lock()
				all = append(all, d)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return all, float64((cpu() - start).Microseconds()) / 1000 / float64(max(1, len(all)))
}

// An asker is one client with a connection of its own.
type asker struct {
	conn net.Conn
	r    *bufio.Reader
}

func newClients(b *testing.B, server *httptest.Server, n int) (out []*asker) {
	b.Helper()
	for range n {
		c, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { c.Close() })
		out = append(out, &asker{c, bufio.NewReader(c)})
	}
	return out
}

// get asks for a page and tells how long the first byte and all took.
func (a *asker) get(path string) (d [2]time.Duration, err error) {
	start := time.Now()
	if _, err := fmt.Fprintf(a.conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n", path); err != nil {
		return d, err
	}
	if _, err := a.r.Peek(1); err != nil {
		return d, err
	}
	d[0] = time.Since(start)
	res, err := http.ReadResponse(a.r, nil)
	if err != nil {
		return d, err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err != nil {
		return d, err
	}
	d[1] = time.Since(start)
	if res.StatusCode != http.StatusOK || n < 500 {
		return d, fmt.Errorf("status %d, %d bytes", res.StatusCode, n)
	}
	return d, nil
}

// quantile is in milliseconds.
func quantile(ds [][2]time.Duration, of, percent int) int64 {
	if len(ds) == 0 {
		return 0
	}
	ds = slices.Clone(ds)
	slices.SortFunc(ds, func(a, b [2]time.Duration) int { return cmp.Compare(a[of], b[of]) })
	return ds[len(ds)*percent/100][of].Milliseconds()
}

// BenchmarkCold renders pages of addresses never asked before, one after the other,
// and prints the processor's time of each, clearing of memory too.
//
//	LOAD_LEDGER=many go test -run '^$' -bench Cold -benchtime 100x ./internal/web
func BenchmarkCold(b *testing.B) {
	dir := loadLedger(b)
	s, err := store.Open(context.Background(), dir, store.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	h, l := handler(b, s, true)
	ix, err := l.Index(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	get := func(b *testing.B, path string) {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, req); w.Code != http.StatusOK {
			b.Fatalf("%s: status %d", path, w.Code)
		}
	}
	n := 0
	for k, ld := range loads(ix) {
		if !ld.asked() {
			continue
		}
		r := rand.New(rand.NewPCG(9, uint64(k)))
		get(b, ld.path(r, -1))
		b.Run(strings.ReplaceAll(ld.view, " ", "-"), func(b *testing.B) {
			start, asked := cpu(), 0
			for b.Loop() {
				n, asked = n+1, asked+1
				get(b, ld.path(r, n))
			}
			b.ReportMetric(float64((cpu()-start).Microseconds())/1000/float64(asked), "cpu-ms/op")
		})
	}
}

// cpu is the time this process has had of the processors.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
