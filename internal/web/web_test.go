package web_test

import (
	"net"
	"os"
	"testing"
	"time"
)

func listen(t testing.TB, addr string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestLook serves a ledger for as long as WEB_LOOK says, at WEB_ADDR.
func TestLook(t *testing.T) {
	d, err := time.ParseDuration(os.Getenv("WEB_LOOK"))
	if err != nil {
		t.Skip("for looking only: WEB_LOOK=10m WEB_ADDR=127.0.0.1:18081 go test -run Look ./internal/web")
	}
	if dir := os.Getenv("WEB_LEDGER"); dir != "" {
		s, _ := serve(t, dir, true)
		t.Log(s.URL)
	} else {
		s, _ := samples(t)
		t.Log(s.URL)
	}
	time.Sleep(d)
}
