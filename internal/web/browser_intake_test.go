package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"entente/internal/cli"
)

// served runs entente serve, with all its doors, over a ledger.
func served(t *testing.T, ledger string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		status := cli.Run(ctx, cli.Env{Stdin: strings.NewReader(""), Stdout: w, Stderr: &errs}, []string{"serve", "--ledger", ledger, "--addr", "127.0.0.1:0"})
		w.Close()
		ended <- status
	}()
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != 0 {
			t.Errorf("serve ended with %d: %s", status, errs.String())
		}
	})
	at := regexp.MustCompile(`^Serving at (http://\S+)/ until`)
	for lines := bufio.NewScanner(r); lines.Scan(); {
		if m := at.FindStringSubmatch(lines.Text()); m != nil {
			go io.Copy(io.Discard, r)
			return m[1]
		}
	}
	t.Fatal("it does not serve: " + errs.String())
	return ""
}

// until waits for an expression to be true, across reloads.
func (b *tab) until(expression string) {
	b.Helper()
	for range 300 {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.Fatalf("%s: it never comes true that %s; the page says %.600s", b.path(), expression, b.text())
}

// TestIntake pastes an article by keyboard, watches it being coded, reads it, and
// drops files on another page: a good one with a hostile name and a broken one.
func TestIntake(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		missing(t, "axe-core", "make axe")
	}
	dir := filepath.Join(t.TempDir(), "ledger")
	if err := add(dir, articles0(t)); err != nil {
		t.Fatal(err)
	}
	b := browse(t, served(t, dir))
	b.open("/")
	b.key("g")
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent("+")); err != nil {
		t.Fatal(err)
	}
	if p := b.path(); p != "/add" {
		t.Fatalf("g + leads to %s, want /add", p)
	}
	b.do(eval("document.getElementById('text').focus()"))
	b.key("Kazakhstan and China sign pact\r\rASTANA, May 4, 2022 – Kazakhstan signed a trade agreement with China on Tuesday.")
	b.key("\t", "\t") // past the day of publication to the button
	if got := js[string](b, "document.activeElement.textContent"); got != "Code" {
		t.Fatalf("the tab key leads to %q, want the button", got)
	}
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	if p := b.path(); !strings.HasPrefix(p, "/jobs/job-") {
		t.Fatalf("the text leads to %s, want its job", p)
	}
	const over = "document.readyState === 'complete' && !!document.querySelector('#job[data-over=true]')"
	b.until(over)
	if got := b.text(); !strings.Contains(got, "done") || !strings.Contains(got, "100") {
		t.Errorf("the job says %.300s", got)
	}
	for _, width := range widths {
		b.do(chromedp.EmulateViewport(width, 900))
		for _, path := range []string{"/add", "/jobs", "/jobs/job-000001", "/"} {
			b.open(path)
			b.judge(fmt.Sprintf("intake%s-%d", strings.ReplaceAll(path, "/", "-"), width), string(axe))
		}
	}
	if got := b.text(); !strings.Contains(got, "job-000001") {
		t.Error("the first page does not tell of the job")
	}
	b.do(chromedp.EmulateViewport(1280, 900))
	b.open("/jobs/job-000001")
	b.follow("#documents a")
	if got := b.text(); !strings.Contains(got, "Kazakhstan and China sign pact") || js[int](b, "document.querySelectorAll('.card').length") == 0 {
		t.Errorf("the job leads to %s: %.200s", b.path(), got)
	}
	b.quiet("pasting")

	// Files dropped on a page that is not the form.
	b.open("/ledger")
	drop := func(kind string) string {
		return fmt.Sprintf(`const t = new DataTransfer(); t.items.add(new File(["Estonia expels envoys\n\nTALLINN, April 5, 2022 – Estonia expelled 14 Russian diplomats on Tuesday.\n"], "<img src=x>\u202egpj.txt")); t.items.add(new File(["{broken\n"], "b.jsonl"));
			document.dispatchEvent(new DragEvent(%q, {dataTransfer: t, bubbles: true, cancelable: true}))`, kind)
	}
	b.do(eval(drop("dragenter")))
	if js[bool](b, "document.getElementById('dropping').hidden") {
		t.Error("a file over the page changes nothing")
	}
	b.do(eval(drop("drop")))
	b.until("location.pathname.startsWith('/jobs/') && " + over)
	got := b.text()
	if !strings.Contains(got, "WHAT FAILED") && !strings.Contains(got, "What failed") || !strings.Contains(got, "b.jsonl") {
		t.Errorf("the broken file is not named with its reason: %.600s", got)
	}
	if js[int](b, "document.querySelectorAll('main img').length") != 0 || strings.Contains(got, "\u202e") {
		t.Error("the name of a file is more than words")
	}
	b.quiet("dropping")
}

// articles0 is a folder with one article, so that no page is empty.
func articles0(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("Moscow blames Kyiv\n\nMOSCOW, June 6, 2023 – Russia accused Ukraine of shelling a dam.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}
