package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"entente/internal/store"
)

// A load is requests of one view: path gives the address that client i asks for
// in round k.
type load struct {
	view string
	path func(i, k int) string
}

func loads(docs, events []string) []load {
	s := func(i int) string { return manyStates[i%len(manyStates)] }
	same := func(p string) func(int, int) string { return func(int, int) string { return p } }
	year := func(p string) func(int, int) string {
		sep := "?"
		if strings.Contains(p, "?") {
			sep = "&"
		}
		return func(i, k int) string { return fmt.Sprintf("%s%sfrom=%d", p, sep, 2000+(i+50*k)%25) }
	}
	return []load{
		{"today", same("/")}, {"today, a period", year("/")},
		{"documents", same("/documents")}, {"search", func(i, k int) string { return fmt.Sprintf("/documents?q=document+%d", (i*37+k)%1000) }},
		{"reader", func(i, k int) string { return "/document/" + docs[(i*31+k*7)%len(docs)] }},
		{"event", func(i, k int) string { return "/event/" + events[(i*31+k*7)%len(events)] }},
		{"ledger", same("/ledger")}, {"ledger, a period", year("/ledger")}, {"ledger, an actor", func(i, k int) string { return "/ledger?actor=" + s(i+k) }},
		{"dyads", same("/dyads")}, {"dyad", func(i, k int) string { return "/dyad/" + s(i) + "/" + s(i*3+k+1) }},
		{"actors", same("/actors")}, {"actor", func(i, k int) string { return "/actor/" + s(i+k) }},
		{"timeline", same("/timeline")}, {"timeline, an actor", func(i, k int) string { return "/timeline?actor=" + s(i+k) }},
		{"map", same("/map")}, {"map, a period", year("/map?region=EUROPE")},
		{"sources", same("/sources")}, {"codebook", same("/codebook")}, {"method", same("/method")},
	}
}

// BenchmarkViews asks each view of a ledger of 100,000 events by 50 clients at
// once, on loopback, and prints the 95th percentile of the first byte and of the
// whole page: of the first time each address is asked for, and of later times.
// LOAD_LEDGER names a folder to keep the ledger in.
func BenchmarkViews(b *testing.B) {
	const clients, rounds = 50, 3
	dir := os.Getenv("LOAD_LEDGER")
	if dir == "" {
		dir = filepath.Join(b.TempDir(), "ledger")
	}
	if _, err := os.Stat(dir); err != nil {
		many(b, dir, 100_000)
	}
	server, l := serve(b, dir, true)
	ix, err := l.Index(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	var docs, events []string
	for i := 0; i < len(ix.Docs) && i < 2000; i++ {
		docs = append(docs, ix.Docs[i].ID)
	}
	for i := 0; i < len(ix.Events) && i < 2000; i++ {
		events = append(events, ix.Events[i*(len(ix.Events)/2000)].ID)
	}
	b.Logf("%d events in %d documents", len(ix.Events), len(ix.Docs))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients}}
	for b.Loop() {
		var worstFirst, worstFull time.Duration
		for _, ld := range loads(docs, events) {
			cold, again := run(b, client, server, ld, clients, rounds)
			b.Logf("%-20s first time: first byte %4d ms, page %4d ms; again: first byte %4d ms, page %4d ms", ld.view, p95(cold, 0), p95(cold, 1), p95(again, 0), p95(again, 1))
			worstFirst = max(worstFirst, time.Duration(p95(again, 0))*time.Millisecond)
			worstFull = max(worstFull, time.Duration(p95(again, 1))*time.Millisecond)
		}
		b.ReportMetric(float64(worstFirst.Milliseconds()), "ms-first-byte-p95")
		b.ReportMetric(float64(worstFull.Milliseconds()), "ms-page-p95")
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapInuse)/(1<<20), "MB-heap")
	}
}

// run lets clients ask at once: a first round each, and then the same addresses
// again.
func run(b *testing.B, client *http.Client, server *httptest.Server, ld load, clients, rounds int) (cold, again [][2]time.Duration) {
	b.Helper()
	for pass := range 2 {
		var mu sync.Mutex
		var all [][2]time.Duration
		var wg sync.WaitGroup
		for i := range clients {
			wg.Go(func() {
				for k := range rounds {
					d, err := ask(client, server.URL+ld.path(i, k))
					if err != nil {
						b.Errorf("%s: %v", ld.path(i, k), err)
						return
					}
					mu.Lock()
					all = append(all, d)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if pass == 0 {
			cold = all
		} else {
			again = all
		}
	}
	return cold, again
}

func ask(client *http.Client, url string) (d [2]time.Duration, err error) {
	start := time.Now()
	trace := &httptrace.ClientTrace{GotFirstResponseByte: func() { d[0] = time.Since(start) }}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(context.Background(), trace), http.MethodGet, url, nil)
	if err != nil {
		return d, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := client.Do(req)
	if err != nil {
		return d, err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return d, err
	}
	d[1] = time.Since(start)
	if res.StatusCode != http.StatusOK {
		return d, fmt.Errorf("status %d", res.StatusCode)
	}
	return d, nil
}

func p95(ds [][2]time.Duration, of int) int64 {
	if len(ds) == 0 {
		return 0
	}
	ds = slices.Clone(ds)
	slices.SortFunc(ds, func(a, b [2]time.Duration) int { return int(a[of] - b[of]) })
	return ds[len(ds)*95/100][of].Milliseconds()
}

// BenchmarkCold renders views that no cache holds, one after the other, and
// prints the processor's time of each.
func BenchmarkCold(b *testing.B) {
	dir := os.Getenv("LOAD_LEDGER")
	if dir == "" {
		dir = filepath.Join(b.TempDir(), "ledger")
	}
	if _, err := os.Stat(dir); err != nil {
		many(b, dir, 100_000)
	}
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
	var docs, events []string
	for i := range 2000 {
		docs, events = append(docs, ix.Docs[i].ID), append(events, ix.Events[i*(len(ix.Events)/2000)].ID)
	}
	for _, ld := range loads(docs, events) {
		b.Run(strings.ReplaceAll(ld.view, " ", "-"), func(b *testing.B) {
			n, start := 0, cpu()
			defer func() { b.ReportMetric(float64((cpu()-start).Microseconds())/1000/float64(n), "cpu-ms/op") }()
			for b.Loop() {
				n++
				path := ld.path(n, n/50)
				sep := "?"
				if strings.Contains(path, "?") {
					sep = "&"
				}
				// A switch that removes nothing makes the address a new one.
				req := httptest.NewRequest(http.MethodGet, path+sep+fmt.Sprintf("src=-nobody%d", n), nil)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, req)
				if w.Code != http.StatusOK {
					b.Fatalf("%s: status %d", path, w.Code)
				}
			}
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
