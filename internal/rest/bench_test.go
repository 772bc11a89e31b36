package rest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"entente/internal/query/querytest"
)

// BenchmarkLoad has 50 clients on loopback ask a ledger of 100,000 events, each
// one question after the other, most of them new to the server. It reports the
// time to the last byte at the 95th percentile over all and by endpoint, requests
// a second, and the memory in use at the end.
//
//	go test ./internal/rest -run '^$' -bench Load -benchtime 2000x
func BenchmarkLoad(b *testing.B) {
	h, l := served(b, 100_000)
	if _, err := l.Index(b.Context()); err != nil {
		b.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	states := querytest.States
	kinds := []struct {
		name string
		path func(i int) string
	}{
		{"events", func(i int) string { return fmt.Sprintf("/events?actor=%s&from=%d", states[i%15], 2000+i%23) }},
		{"event", func(i int) string { return fmt.Sprintf("/events/s%d.0", i%20_000) }},
		{"document", func(i int) string { return fmt.Sprintf("/search?q=matter+%d", i%1000) }},
		{"dyad", func(i int) string {
			return fmt.Sprintf("/dyads/%s/%s?bin=quarter", states[i%15], states[(i/15+1+i)%15])
		}},
		{"actor", func(i int) string { return fmt.Sprintf("/actors/%s?to=%d", states[i%15], 2003+i%20) }},
		{"count", func(i int) string {
			return fmt.Sprintf("/count?by=kind&by=year&target=%s&from=%d", states[i%15], 2000+i%20)
		}},
		{"effect", func(i int) string { return fmt.Sprintf("/effect?actor=%s&to=%d", states[i%15], 2003+i%20) }},
		{"today", func(i int) string { return "/today" }},
	}
	const clients = 50
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	var mu sync.Mutex
	took := map[string][]time.Duration{}
	work := make(chan int)
	var wg sync.WaitGroup
	b.ResetTimer()
	start := time.Now()
	for range clients {
		wg.Go(func() {
			for i := range work {
				k := kinds[i%len(kinds)]
				begin := time.Now()
				r, err := client.Get(srv.URL + Prefix + k.path(i/len(kinds)))
				if err != nil {
					b.Error(err)
					return
				}
				_, err = io.Copy(io.Discard, r.Body)
				r.Body.Close()
				if err != nil || r.StatusCode != 200 {
					b.Errorf("%s: %d %v", k.path(i/len(kinds)), r.StatusCode, err)
				}
				d := time.Since(begin)
				mu.Lock()
				took[k.name] = append(took[k.name], d)
				took["all"] = append(took["all"], d)
				mu.Unlock()
			}
		})
	}
	for i := range b.N {
		work <- i
	}
	close(work)
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "req/s")
	for name, ds := range took {
		slices.Sort(ds)
		b.ReportMetric(float64(ds[len(ds)*95/100].Microseconds())/1000, "p95-ms-"+name)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/(1<<20), "heap-MB")
}
