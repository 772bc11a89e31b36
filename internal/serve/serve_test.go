package serve

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func who(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/panic" {
		panic("a bug")
	}
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	fmt.Fprintf(w, "%s %d", Who(r.Context()), n)
}

const token = "a-secret-of-some-length"

func TestGuard(t *testing.T) {
	open := Options{}
	secret := Options{Token: token}
	proxied := Options{UserHeader: "X-User"}
	far := Options{UserHeader: "X-User", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, tt := range []struct {
		name   string
		o      Options
		method string
		path   string
		from   string
		head   map[string]string
		status int
		body   string
	}{
		{"local", open, "GET", "/", "127.0.0.1:1", nil, 200, "local 0"},
		{"local by name", open, "GET", "/", "127.0.0.1:1", map[string]string{"Host": "localhost:8080"}, 200, ""},
		{"local by IPv6", open, "GET", "/", "[::1]:1", map[string]string{"Host": "[::1]:8080"}, 200, ""},
		{"another site's name", open, "GET", "/", "127.0.0.1:1", map[string]string{"Host": "evil.example"}, 421, ""},
		{"a name of ours", Options{Hosts: []string{"desk.example"}}, "GET", "/", "127.0.0.1:1", map[string]string{"Host": "desk.example:80"}, 200, ""},
		{"a form of another site", open, "POST", "/", "127.0.0.1:1", map[string]string{"Origin": "http://evil.example"}, 403, ""},
		{"a form of another site, new browser", open, "POST", "/", "127.0.0.1:1", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403, ""},
		{"a form of ours", open, "POST", "/", "127.0.0.1:1", map[string]string{"Sec-Fetch-Site": "same-origin"}, 200, ""},
		{"a program", open, "POST", "/", "127.0.0.1:1", nil, 200, ""},
		{"a path of tricks", open, "GET", "/%00", "127.0.0.1:1", nil, 400, ""},
		{"a long path", open, "GET", "/" + strings.Repeat("x", 5000), "127.0.0.1:1", nil, 400, ""},
		{"a bug", open, "GET", "/panic", "127.0.0.1:1", nil, 500, ""},
		{"no token", secret, "GET", "/", "192.0.2.1:1", nil, 401, ""},
		{"no token on loopback", secret, "GET", "/", "127.0.0.1:1", nil, 401, ""},
		{"the token", secret, "GET", "/", "192.0.2.1:1", map[string]string{"Authorization": "Bearer " + token}, 200, "token 0"},
		{"another token", secret, "GET", "/", "192.0.2.1:1", map[string]string{"Authorization": "Bearer " + token + "x"}, 401, ""},
		{"an empty token", secret, "GET", "/", "192.0.2.1:1", map[string]string{"Authorization": "Bearer "}, 401, ""},
		{"a password", secret, "GET", "/", "192.0.2.1:1", map[string]string{"Authorization": "Basic YW5hOmEtc2VjcmV0LW9mLXNvbWUtbGVuZ3Ro"}, 200, "ana 0"},
		{"a proxy", proxied, "GET", "/", "127.0.0.1:1", map[string]string{"X-User": "bo@example"}, 200, "bo@example 0"},
		{"no user", proxied, "GET", "/", "127.0.0.1:1", nil, 401, ""},
		{"a user who says so himself", proxied, "GET", "/", "192.0.2.1:1", map[string]string{"X-User": "bo"}, 401, ""},
		{"a proxy elsewhere", far, "GET", "/", "10.1.2.3:1", map[string]string{"X-User": "bo"}, 200, "bo 0"},
		{"not that proxy", far, "GET", "/", "127.0.0.1:1", map[string]string{"X-User": "bo"}, 401, ""},
		{"a name with a line end", proxied, "GET", "/", "127.0.0.1:1", map[string]string{"X-User": "a\nb"}, 200, "a_b 0"},
	} {
		r := httptest.NewRequest(tt.method, "http://127.0.0.1"+tt.path, nil)
		r.RemoteAddr = tt.from
		for k, v := range tt.head {
			if k == "Host" {
				r.Host = v
			} else {
				r.Header[k] = []string{v}
			}
		}
		w := httptest.NewRecorder()
		Guard(http.HandlerFunc(who), tt.o).ServeHTTP(w, r)
		if w.Code != tt.status || tt.body != "" && w.Body.String() != tt.body {
			t.Errorf("%s: %d %s, want %d %s", tt.name, w.Code, w.Body, tt.status, tt.body)
		}
		if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", tt.name, w.Header())
		}
	}
}

func TestProblem(t *testing.T) {
	r := httptest.NewRequest("GET", "http://127.0.0.1/api/v1/events", nil)
	w := httptest.NewRecorder()
	Guard(http.HandlerFunc(who), Options{Token: token}).ServeHTTP(w, r)
	if w.Code != 401 || w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), `"status":401`) {
		t.Errorf("%d %s %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
}

func TestCheckAddr(t *testing.T) {
	for _, tt := range []struct {
		addr string
		o    Options
		ok   bool
	}{
		{"127.0.0.1:8080", Options{}, true}, {"localhost:0", Options{}, true}, {"[::1]:1", Options{}, true}, {":8080", Options{}, false},
		{"0.0.0.0:1", Options{}, false}, {"[::]:1", Options{}, false}, {"192.0.2.1:1", Options{}, false}, {"0.0.0.0:1", Options{Token: token}, true},
		{":1", Options{UserHeader: "X-User"}, true}, {"nonsense", Options{}, false},
	} {
		if err := CheckAddr(tt.addr, tt.o); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.addr, err)
		}
	}
}

func TestRates(t *testing.T) {
	h := Guard(http.HandlerFunc(who), Options{Token: token, Rate: 5})
	ask := func(from string) int {
		r := httptest.NewRequest("GET", "http://192.0.2.9/", nil)
		r.RemoteAddr = from
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for _, from := range []string{"192.0.2.1:1", "[2001:db8::1]:1"} {
		var last int
		for range 40 {
			last = ask(from)
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("%s: the 40th request at once: %d", from, last)
		}
	}
	if c := ask("192.0.2.2:1"); c != 200 {
		t.Errorf("another address: %d", c)
	}
	if c := ask("[2001:db8::2]:1"); c != http.StatusTooManyRequests {
		t.Errorf("another address of one network: %d", c)
	}
	r := newRates(1)
	now := time.Now()
	for i := range maxBuckets + 100 {
		r.allow(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), now)
	}
	if len(r.all) > maxBuckets {
		t.Errorf("%d addresses are kept", len(r.all))
	}
	if !r.allow(netip.MustParseAddr("192.0.2.1"), now.Add(time.Minute)) || len(r.all) != 1 {
		t.Errorf("a minute later %d addresses are kept", len(r.all))
	}
}

// TestLog looks that no secret and no query is logged.
func TestLog(t *testing.T) {
	var b bytes.Buffer
	h := Guard(http.HandlerFunc(who), Options{Token: token, Log: slog.New(slog.NewTextHandler(&b, nil)), Verbose: true})
	r := httptest.NewRequest("GET", "http://127.0.0.1/events?text=private", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Cookie", "c=cookie-secret")
	h.ServeHTTP(httptest.NewRecorder(), r)
	if s := b.String(); !strings.Contains(s, "path=/events") || strings.Contains(s, token) || strings.Contains(s, "private") || strings.Contains(s, "cookie") {
		t.Errorf("the log says %s", s)
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestSlow has clients that send and read too slowly: they are let go, and others
// are served meanwhile.
func TestSlow(t *testing.T) {
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, l, http.HandlerFunc(who), Options{Slow: 300 * time.Millisecond, MaxBody: 1000, MaxConns: 20}, "", "")
	}()
	addr := l.Addr().String()
	slow, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 100\r\n\r\nabc", addr)
	r, err := http.Get("http://" + addr + "/")
	if err != nil || r.StatusCode != 200 {
		t.Fatalf("beside a slow one: %v %v", r, err)
	}
	r.Body.Close()
	_ = slow.SetReadDeadline(time.Now().Add(5 * time.Second))
	if line, err := bufio.NewReader(slow).ReadString('\n'); err == nil && strings.Contains(line, "200") {
		t.Errorf("a body that stands still was taken: %s", line)
	} else if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("a slow client is held for ever")
	}
	r, err = http.Post("http://"+addr+"/", "text/plain", strings.NewReader(strings.Repeat("x", 2000)))
	if err != nil || r.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a body too large: %v %v", r, err)
	}
	if r != nil {
		r.Body.Close()
	}
	// A header that is too large.
	req, _ := http.NewRequest("GET", "http://"+addr+"/", nil)
	req.Header.Set("X-Long", strings.Repeat("x", 100_000))
	if r, err := http.DefaultClient.Do(req); err == nil {
		if r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("a header too large: %d", r.StatusCode)
		}
		r.Body.Close()
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(15 * time.Second):
		t.Error("the server does not end")
	}
}

// TestEnd stops a server while one waits for a stream: it ends, and the stream's
// context with it.
func TestEnd(t *testing.T) {
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	here := make(chan struct{})
	go func() {
		ended <- Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			http.NewResponseController(w).Flush()
			close(here)
			<-r.Context().Done()
		}), Options{}, "", "")
	}()
	r, err := http.Get("http://" + l.Addr().String() + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	<-here
	start := time.Now()
	stop()
	if err := <-ended; err != nil || time.Since(start) > 8*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
}

func TestAudit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	now := func() time.Time { return time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC) }
	for range 2 {
		a, err := OpenAudit(path, now)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Note("ana", "correct", map[string]string{"event": "e1"}, errors.New("late")); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	line := `{"at":"2024-05-06T07:08:09Z","who":"ana","did":"correct","what":{"event":"e1"},"error":"late"}` + "\n"
	if err != nil || string(b) != line+line {
		t.Errorf("%s, %v", b, err)
	}
	if fi, _ := os.Stat(path); fi.Mode().Perm() != 0o600 {
		t.Errorf("it may be read by others: %v", fi.Mode())
	}
	var none *Audit
	if err := errors.Join(none.Note("", "", nil, nil), none.Close()); err != nil {
		t.Error(err)
	}
}
