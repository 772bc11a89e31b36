// Package serve is the door: it lets in who may come, bounds what they send and
// how long they take, and keeps a log of what they did. What is behind the door
// are handlers that it does not know.
//
// On a loopback address everybody on the machine may come in, but no page of
// another site: the Host must be one of the machine's own names, and forms of
// other origins are refused. Beyond that a token is demanded, or the header of a
// proxy that has seen to who it is.
package serve

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/net/netutil"
)

// Options say who may come in and what they may do. The zero value is for a
// loopback address.
type Options struct {
	// Token is the secret that is demanded: as a bearer token, or as the password
	// of any name. "" demands none.
	Token string
	// UserHeader names the header in which a proxy says who asks, "" for none;
	// Proxies are the addresses it may come from: loopback if nil.
	UserHeader string
	Proxies    []netip.Prefix
	// Hosts are names by which the server may be called beside those of loopback.
	Hosts []string

	// MaxBody bounds a request's body in bytes; 0 is 256 MiB. Rate is requests a
	// second from one address, with bursts of four times as many; 0 is 50, and
	// loopback is never bounded. MaxConns bounds open connections; 0 is 1000.
	MaxBody  int64
	Rate     float64
	MaxConns int
	// Slow is how long a client may take to send a request, or to take an answer,
	// without a byte; 0 is 30 seconds.
	Slow time.Duration

	// Log is told of each request if Verbose, else only of faults. Addresses are
	// logged without their query, and no header is.
	Log     *slog.Logger
	Verbose bool
	TLS     bool // the connection is secret: cookies and headers may say so
}

// ErrOpen is the fault of a server that would let the network in.
var ErrOpen = errors.New("beyond this machine a token is needed, or the user header of a proxy")

// CheckAddr says whether a server at addr may be opened with these options.
func CheckAddr(addr string, o Options) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: %w", addr, err)
	}
	if loopback(host) || o.Token != "" || o.UserHeader != "" {
		return nil
	}
	return fmt.Errorf("address %q: %w", addr, ErrOpen)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}

type whoKey struct{}

// Who is the name of the one who asks: what the proxy or the login said, "local"
// on loopback, "" if nothing did.
func Who(ctx context.Context) string {
	s, _ := ctx.Value(whoKey{}).(string)
	return s
}

// Guard puts the door before a handler.
func Guard(h http.Handler, o Options) http.Handler {
	if o.MaxBody == 0 {
		o.MaxBody = 256 << 20
	}
	if o.Rate == 0 {
		o.Rate = 50
	}
	if o.Slow == 0 {
		o.Slow = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	g := &guard{Options: o, next: h, cross: http.NewCrossOriginProtection(), rates: newRates(o.Rate)}
	if o.Token != "" {
		g.token = sha256.Sum256([]byte(o.Token))
	}
	return http.HandlerFunc(g.serve)
}

type guard struct {
	Options
	next  http.Handler
	cross *http.CrossOriginProtection
	rates *rates
	token [32]byte
}

// policy is for answers that do not set one of their own: they load nothing.
const policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

func (g *guard) serve(rw http.ResponseWriter, r *http.Request) {
	start := time.Now()
	w := &writer{ResponseWriter: rw}
	head := w.Header()
	head.Set("Content-Security-Policy", policy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("X-Frame-Options", "DENY")
	if g.TLS {
		head.Set("Strict-Transport-Security", "max-age=31536000")
	}
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			g.Log.Error("a fault in the program", "path", r.URL.Path, "fault", fmt.Sprint(v), "stack", string(debug.Stack()))
			if w.status == 0 {
				refuse(w, r, http.StatusInternalServerError, "a fault in the program; it is in the log")
			}
		}
		g.note(w, r, time.Since(start))
	}()
	who, ok := g.enter(w, r)
	if !ok {
		return
	}
	r = r.WithContext(context.WithValue(r.Context(), whoKey{}, who))
	// A body or an answer may take long, but not stand still.
	c := http.NewResponseController(rw)
	_ = c.SetReadDeadline(start.Add(g.Slow))
	_ = c.SetWriteDeadline(start.Add(2 * g.Slow))
	w.extend = func() { _ = c.SetWriteDeadline(time.Now().Add(2 * g.Slow)) }
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &body{ReadCloser: http.MaxBytesReader(rw, r.Body, g.MaxBody), extend: func() { _ = c.SetReadDeadline(time.Now().Add(g.Slow)) }}
	}
	g.next.ServeHTTP(w, r)
}

// enter says who asks, or refuses.
func (g *guard) enter(w http.ResponseWriter, r *http.Request) (string, bool) {
	addr := remote(r)
	if !addr.IsLoopback() && !g.rates.allow(addr, time.Now()) {
		w.Header().Set("Retry-After", "1")
		refuse(w, r, http.StatusTooManyRequests, "too many requests; wait a second")
		return "", false
	}
	if len(r.URL.Path) > 4096 || strings.ContainsRune(r.URL.Path, 0) {
		refuse(w, r, http.StatusBadRequest, "there is no such address")
		return "", false
	}
	who, ok := g.known(r, addr)
	if !ok {
		if g.Token != "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="entente", charset="UTF-8"`)
		}
		refuse(w, r, http.StatusUnauthorized, "say who you are: a bearer token, or the token as a password")
		return "", false
	}
	if g.Token == "" && g.UserHeader == "" && !g.host(r.Host) {
		refuse(w, r, http.StatusMisdirectedRequest, "this server is not called that")
		return "", false
	}
	if err := g.cross.Check(r); err != nil {
		refuse(w, r, http.StatusForbidden, "forms of other sites are not taken")
		return "", false
	}
	return who, true
}

func (g *guard) host(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if loopback(name) {
		return true
	}
	for _, h := range g.Hosts {
		if strings.EqualFold(h, name) {
			return true
		}
	}
	return false
}

func remote(r *http.Request) netip.Addr {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return a.Addr().Unmap()
}

// known says who asks and whether that is enough to come in.
func (g *guard) known(r *http.Request, addr netip.Addr) (string, bool) {
	if g.UserHeader != "" && g.proxy(addr) {
		if v := r.Header.Values(g.UserHeader); len(v) == 1 && v[0] != "" && len(v[0]) <= 200 {
			return clean(v[0]), true
		}
	}
	if g.Token == "" {
		if g.UserHeader != "" {
			return "", false
		}
		return "local", true
	}
	given, who := "", ""
	if user, password, ok := r.BasicAuth(); ok {
		given, who = password, user
	} else if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		given, who = strings.TrimSpace(token), "token"
	}
	sum := sha256.Sum256([]byte(given))
	return clean(who), subtle.ConstantTimeCompare(sum[:], g.token[:]) == 1
}

func (g *guard) proxy(addr netip.Addr) bool {
	if g.Proxies == nil {
		return addr.IsLoopback()
	}
	for _, p := range g.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// clean is a name fit for a log.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(s, "_"))
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "")
	}
	return s
}

func (g *guard) note(w *writer, r *http.Request, took time.Duration) {
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	attrs := []any{"method", clean(r.Method), "path", clean(r.URL.Path), "status", status, "bytes", w.n, "ms", took.Milliseconds(), "from", remote(r).String()}
	switch {
	case status >= 500:
		g.Log.Error("request", attrs...)
	case g.Verbose:
		g.Log.Info("request", attrs...)
	}
}

// refuse answers one who may not come in, as a problem or as a line of text.
func refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	w.Header().Set("Cache-Control", "no-store")
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/mcp") || strings.Contains(r.Header.Get("Accept"), "json") {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, "{\"title\":%q,\"status\":%d,\"detail\":%q}\n", http.StatusText(status), status, why)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "%s: %s.\n", http.StatusText(status), why)
}

// Serve answers on a listener until the context ends, then lets those who are
// being answered finish, ten seconds at most. The files of a certificate and its
// key make it TLS; "" is none.
func Serve(ctx context.Context, l net.Listener, h http.Handler, o Options, certFile, keyFile string) error {
	if o.MaxConns == 0 {
		o.MaxConns = 1000
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	live, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	s := &http.Server{Handler: Guard(h, o), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		// What net/http says of handshakes and headers that break off is noise.
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return live }}
	failed := make(chan error, 1)
	go func() {
		l := netutil.LimitListener(l, o.MaxConns)
		if certFile != "" {
			failed <- s.ServeTLS(l, certFile, keyFile)
		} else {
			failed <- s.Serve(l)
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end() // those who watch jobs would watch for ever
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := s.Shutdown(grace); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}
