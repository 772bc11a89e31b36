package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axeFile is where `make axe` puts axe-core.
const axeFile = "../../node_modules/axe-core/axe.min.js"

// missing skips, loudly; with CI set the tool has to be there.
func missing(t *testing.T, what, how string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not there: %s", what, how)
	}
	fmt.Fprintf(os.Stderr, "\nNOTE: %s skipped: %s is not there (%s)\n\n", t.Name(), what, how)
	t.Skip(what + " is not there: " + how)
}

// A tab is a page of headless Chromium that notes what it asks for and says.
type tab struct {
	*testing.T
	ctx  context.Context
	base string

	mu     sync.Mutex
	asked  []string
	faults []string
}

// browse opens a tab on a server.
func browse(t *testing.T, base string) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		missing(t, "Chromium", "apt-get install chromium")
	}
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.Flag("force-prefers-reduced-motion", true))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	b := &tab{T: t, ctx: ctx, base: base}
	b.do(chromedp.EmulateViewport(1280, 900))
	if err := chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok {
			b.mu.Lock()
			b.asked = append(b.asked, e.Request.URL)
			b.mu.Unlock()
		}
	}); err != nil {
		t.Fatal(err)
	}
	console := chromedp.Console(ctx)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning {
				b.mu.Lock()
				b.faults = append(b.faults, m.String())
				b.mu.Unlock()
			}
		}
	}()
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, stop := b.ctx, func() {}
	if b.faults != nil || b.asked != nil { // the first call starts the browser and sets no limit
		ctx, stop = context.WithTimeout(b.ctx, time.Minute)
	}
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) open(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// js evaluates an expression.
func js[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// eval runs statements of JavaScript.
func eval(statements string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool]("(() => {"+statements+"\n;return true})()")(ctx, t)
		return err
	})
}

// follow clicks and waits for the page that comes.
func (b *tab) follow(selector string) {
	b.Helper()
	if js[int](b, fmt.Sprintf("document.querySelectorAll(%q).length", selector)) == 0 {
		b.Fatalf("%s: no %s", b.path(), selector)
	}
	if _, err := chromedp.RunResponse(b.ctx, eval(fmt.Sprintf("document.querySelector(%q).dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))", selector))); err != nil {
		b.Fatalf("follow %s: %v", selector, err)
	}
}

func (b *tab) path() string {
	return js[string](b, "location.pathname + location.search + location.hash")
}

func (b *tab) text() string { return js[string](b, "document.querySelector('main').innerText") }

// key presses keys one after the other.
func (b *tab) key(keys ...string) {
	b.Helper()
	for _, k := range keys {
		b.do(chromedp.KeyEvent(k))
	}
}

// quiet checks that no request left the host and that the console stayed empty.
func (b *tab) quiet(where string) {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.asked {
		if !strings.HasPrefix(a, b.base+"/") && !strings.HasPrefix(a, "data:") {
			b.Errorf("%s: a request leaves the host: %s", where, a)
		}
	}
	for _, f := range b.faults {
		b.Errorf("%s: console: %s", where, f)
	}
	b.asked, b.faults = []string{}, []string{}
}

// shot keeps a picture of the page in SCREENSHOTS, if that is set.
func (b *tab) shot(name string) {
	b.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.Fatal(err)
	}
}

// views are the pages that a reader can come to, with a name for the picture.
func viewPaths(b *tab) [][2]string {
	out := [][2]string{{"today", "/"}, {"documents", "/documents"}, {"search", "/documents?q=border"}, {"ledger", "/ledger"}, {"ledger-filtered", "/ledger?kind=visit&infer=0&from=2022"},
		{"dyads", "/dyads"}, {"dyad", "/dyad/CHN/KAZ"}, {"dyad-none", "/dyad/FJI/PRY"}, {"actors", "/actors"}, {"actor", "/actor/KAZ"}, {"actor-none", "/actor/TKM"},
		{"timeline", "/timeline?actor=RUS"}, {"map", "/map"}, {"map-region", "/map?region=CENTRAL_ASIA"}, {"claims", "/claims"}, {"redlines", "/redlines"}, {"capitals", "/view"}, {"capital", "/view/RUS"}, {"states", "/states"}, {"state", "/state/RUS"}, {"state-none", "/state/FJI"}, {"voters", "/votes"}, {"votes", "/votes/KAZ"}, {"votes-none", "/votes/PSE"}, {"compare", "/compare"}, {"similarity", "/similarity?region=CENTRAL_ASIA"}, {"network", "/network"}, {"network-conflict", "/network?side=conflict"}, {"compare-tilt", "/compare?region=CENTRAL_ASIA&show=tilt"}, {"compare-votes", "/compare?region=CENTRAL_ASIA&show=votes"}, {"sources", "/sources"}, {"stories", "/stories"}, {"changes", "/changes?old=b1&new=b1"}, {"imports", "/imports"}, {"codebook", "/codebook"},
		{"rule", "/codebook/agree.agree"}, {"method", "/method"}, {"help", "/help"}, {"not-found", "/nowhere"}}
	b.open("/ledger")
	out = append(out, [2]string{"event", js[string](b, "document.querySelector('td.what a').getAttribute('href')")})
	b.open("/documents?q=border")
	u, err := url.Parse(js[string](b, "document.querySelector('.list .title a').getAttribute('href')"))
	if err != nil {
		b.Fatal(err)
	}
	return append(out, [2]string{"reader", u.Path})
}

// TestViews walks every view, wide and narrow, light and dark: nothing leaves
// the host, the console is empty, nothing sticks out, axe-core finds no serious
// fault.
func TestViews(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		missing(t, "axe-core", "make axe")
	}
	s, _ := samples(t)
	b := browse(t, s.URL)
	paths := viewPaths(b)
	b.quiet("finding the views")
	for _, width := range widths {
		b.do(chromedp.EmulateViewport(width, 900))
		for _, v := range paths {
			name := fmt.Sprintf("%s-%d", v[0], width)
			b.open(v[1])
			if v[0] == "not-found" {
				b.mu.Lock()
				b.faults = nil // the browser tells of the 404 itself
				b.mu.Unlock()
			}
			b.quiet(name)
			if title := js[string](b, "document.title"); title == "" || title == " · entente" {
				t.Errorf("%s has no title", name)
			}
			b.judge(name, string(axe))
		}
	}
}

// widths are those of the windows that every view is walked in.
var widths = []int64{1280, 375}

// judge looks at the page as it is, in light and in dark colours: nothing sticks out,
// axe-core finds no serious fault. Dark is judged by its contrasts alone; the rest does
// not change with it.
func (b *tab) judge(name, axe string) {
	b.Helper()
	if over := js[int](b, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		b.Errorf("%s: the page is %d px wider than the window: %s", name, over, js[string](b, widest))
	}
	b.shot(name)
	b.do(eval(axe))
	for _, f := range audit(b, everyRule) {
		b.Errorf("%s: axe: %s", name, f)
	}
	b.scheme("dark")
	b.shot(name + "-dark")
	for _, f := range audit(b, "{type: 'rule', values: ['color-contrast']}") {
		b.Errorf("%s, dark: axe: %s", name, f)
	}
	b.scheme("light")
}

// scheme sets the colours that the reader prefers.
func (b *tab) scheme(name string) {
	b.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	}))
}

// widest names the element that sticks out most.
const widest = `(() => { let w = innerWidth, s = ''; for (const e of document.querySelectorAll('main *, header *')) { const r = e.getBoundingClientRect().right; if (r > w && !e.closest('.scroll > *')) { w = r; s = e.tagName + '.' + e.className; } } return s; })()`

// everyRule is what axe-core is asked to look for.
const everyRule = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']"

// audit runs axe-core and returns the serious and critical faults.
func audit(b *tab, rules string) []string {
	b.Helper()
	out := js[string](b, `axe.run(document, {runOnly: `+rules+`}).then(r => JSON.stringify(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => v.id + ' (' + v.impact + '): ' + v.help + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message).join(' | '))))`)
	var faults []string
	if err := json.Unmarshal([]byte(out), &faults); err != nil {
		b.Fatal(err)
	}
	return faults
}

// TestDrillDown follows a number down to its sentence.
func TestDrillDown(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	s, _ := samples(t)
	b := browse(t, s.URL)
	b.open("/")
	if !strings.Contains(b.text(), "sample articles that come with entente") {
		t.Error("the first page does not say what it is")
	}
	b.follow(".fig svg a") // a bar: a year
	if p := b.path(); !strings.HasPrefix(p, "/ledger?from=") {
		t.Fatalf("the bar leads to %s, want the ledger of its year", p)
	}
	b.follow("td.what a")
	if p := b.path(); !strings.HasPrefix(p, "/event/") {
		t.Fatalf("the row leads to %s, want its event", p)
	}
	words := js[string](b, "[...document.querySelectorAll('section')[0].querySelectorAll('.ev')].map(e => e.textContent).join('')")
	if words == "" {
		t.Fatal("the event shows no words")
	}
	if !js[bool](b, "[...document.querySelectorAll('.passage .ev')].every(e => getComputedStyle(e).display === 'inline')") {
		t.Error("the marked words stand out of their paragraph")
	}
	b.follow("section a[data-open]")
	if p := b.path(); !strings.HasPrefix(p, "/document/") || !strings.Contains(p, "#e-") {
		t.Fatalf("the words lead to %s, want their place in the document", p)
	}
	if got := js[string](b, "(e => e ? e.closest('.para').textContent : '')(document.querySelector(':target'))"); !strings.Contains(got, strings.TrimSpace(words)) {
		t.Errorf("at the place is %q, want the words %q", got, words)
	}
	b.quiet("drilling down")
}

// TestKeys uses the keyboard only.
func TestKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	s, _ := samples(t)
	b := browse(t, s.URL)
	b.open("/ledger")
	b.key("\t")
	if got := js[string](b, "document.activeElement.className"); got != "skip" {
		t.Errorf("the first stop of the tab key is %q, want the skip link", got)
	}
	if outline := js[string](b, "getComputedStyle(document.activeElement).outlineStyle"); outline == "none" {
		t.Error("the focus cannot be seen")
	}
	b.key("\r")
	if got := js[string](b, "document.activeElement.id"); got != "main" {
		t.Errorf("the skip link leads to %q, want main", got)
	}
	b.key("j", "j", "k")
	if got := js[int](b, "[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement.closest('[data-row]'))"); got != 0 {
		t.Errorf("after j j k row %d has the focus, want 0", got)
	}
	b.key("?")
	if !js[bool](b, "document.getElementById('keys').open") {
		t.Error("? does not show the keys")
	}
	b.key("\u001b")
	b.key("/")
	if got := js[string](b, "document.activeElement.id"); got != "q" {
		t.Errorf("/ leads to %q, want the search", got)
	}
	b.do(eval("document.activeElement.value = ''")) // the protocol types the / that a hand would not
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent("border\r")); err != nil {
		t.Fatal(err)
	}
	if p := b.path(); p != "/documents?q=border" {
		t.Errorf("search leads to %s", p)
	}
	b.key("j")
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	if p := b.path(); !strings.HasPrefix(p, "/document/") {
		t.Errorf("Enter on a hit leads to %s", p)
	}
	b.key("n")
	if got := js[string](b, "document.activeElement.className"); !strings.HasPrefix(got, "ev ") {
		t.Errorf("n leads to %q, want marked words", got)
	}
	b.key("g")
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent("m")); err != nil {
		t.Fatal(err)
	}
	if p := b.path(); p != "/map" {
		t.Errorf("g m leads to %s", p)
	}
	// From mark to mark of a figure.
	b.do(eval("document.querySelector('.fig svg a').focus()"))
	b.key(kb.ArrowRight)
	if got := js[int](b, "[...document.querySelectorAll('.fig svg a')].indexOf(document.activeElement)"); got != 1 {
		t.Errorf("the arrow leads to mark %d of the figure, want 1", got)
	}
	b.quiet("keys")
}

// TestSwitches changes a switch and sees the figures and the address change.
func TestSwitches(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	s, _ := samples(t)
	b := browse(t, s.URL)
	b.open("/ledger")
	rows := js[string](b, "document.querySelector('.bar summary b').innerText")
	says := js[string](b, "document.querySelector('input[name=infer]').closest('label').querySelector('.n').textContent")
	if !strings.HasPrefix(says, "would remove ") {
		t.Fatalf("the switch says %q, want how many rows it would remove", says)
	}
	if _, err := chromedp.RunResponse(b.ctx, eval("document.querySelector('.bar').open = true; document.querySelector('input[name=infer]').click()")); err != nil {
		t.Fatal(err)
	}
	if p := b.path(); p != "/ledger?infer=0" {
		t.Errorf("the address is %s, want the switch in it", p)
	}
	left := js[string](b, "document.querySelector('.bar summary b').innerText")
	if number(left) != number(rows)-number(strings.TrimPrefix(says, "would remove ")) {
		t.Errorf("of %s rows %s are left, and the switch said it %s", rows, left, says)
	}
	b.quiet("switches")
}

// TestBrush draws over a stretch of a timeline by mouse: it becomes the period.
func TestBrush(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	s, _ := samples(t)
	b := browse(t, s.URL)
	b.open("/timeline?actor=RUS")
	b.do(eval("document.querySelector('svg[data-brush]').scrollIntoView({block: 'center'})"))
	at := js[[]float64](b, "(r => [r.left, r.top + r.height / 2, r.width])(document.querySelector('svg[data-brush]').getBoundingClientRect())")
	drag := func(kind input.DispatchMouseEventType, share float64) {
		t.Helper()
		b.do(chromedp.MouseEvent(kind, at[0]+share*at[2], at[1], chromedp.Button("left")))
	}
	drag(input.DispatchMouseEventTypeMousePressed, 0.5)
	drag(input.DispatchMouseEventTypeMouseMoved, 0.6)
	if js[int](b, "document.querySelectorAll('svg .brush').length") != 1 {
		t.Error("nothing is drawn under the mouse")
	}
	drag(input.DispatchMouseEventTypeMouseMoved, 0.7)
	drag(input.DispatchMouseEventTypeMouseReleased, 0.7)
	b.until("document.readyState === 'complete' && new URLSearchParams(location.search).has('from')")
	p := b.path()
	q := regexp.MustCompile(`[?&]from=(\d{4}-\d\d)&to=(\d{4}-\d\d)`).FindStringSubmatch(p)
	if !strings.HasPrefix(p, "/timeline?actor=RUS") || q == nil || q[1] >= q[2] {
		t.Errorf("the stretch leads to %s", p)
	}
	if got := b.text(); !strings.Contains(got, "Timeline: Russia") {
		t.Errorf("the page says %.200s", got)
	}
	b.quiet("brushing")
}

func number(s string) (n int) {
	_, _ = fmt.Sscanf(strings.ReplaceAll(s, ",", ""), "%d", &n)
	return n
}

// TestPicture draws the picture of the README: SCREENSHOT names the file.
func TestPicture(t *testing.T) {
	file := os.Getenv("SCREENSHOT")
	if file == "" {
		t.Skip("draws the README's picture: make screenshot")
	}
	s, _ := samples(t)
	b := browse(t, s.URL)
	b.do(chromedp.EmulateViewport(1280, 860))
	b.open("/dyad/RUS/UKR")
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestCorrectByHand corrects an event in the browser, with words chosen in the
// text.
func TestCorrectByHand(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	s, l := serve(t, articles(t, map[string]string{"a.txt": "ASTANA, May 4, 2022 – Kazakhstan signed a trade agreement with China on Tuesday.\n"}), false)
	ix, err := l.Index(context.Background())
	if err != nil || len(ix.Events) == 0 {
		t.Fatal("no event", err)
	}
	b := browse(t, s.URL)
	b.open("/event/" + ix.Events[0].ID)
	b.follow("a.button[href$='/correct']")
	b.do(eval(`const f = document.querySelector('form.edit'); f.status.value = 'planned'; f.why.value = 'it is to be signed'`))
	if _, err := chromedp.RunResponse(b.ctx, eval("document.querySelector('form.edit button').click()")); err != nil {
		t.Fatal(err)
	}
	if p := b.path(); !strings.HasPrefix(p, "/event/") || strings.HasSuffix(p, ix.Events[0].ID) {
		t.Fatalf("the form leads to %s, want the new row", p)
	}
	if got := b.text(); !strings.Contains(got, "planned") || !strings.Contains(got, "it is to be signed") {
		t.Error("the new row does not show the correction and its reason")
	}
	b.open("/document/" + ix.Docs[0].ID)
	b.do(eval(`const p = document.querySelector('[data-begin] .ev') || document.querySelector('[data-begin]'), r = document.createRange(); r.selectNodeContents(p); getSelection().removeAllRanges(); getSelection().addRange(r)`))
	time.Sleep(100 * time.Millisecond) // the event of the choice comes later
	if js[bool](b, "document.getElementById('add-row').hidden") {
		t.Fatal("words are chosen, and no row is offered for them")
	}
	words := js[string](b, "getSelection().toString()")
	b.follow("#add-row")
	if got := js[string](b, "document.querySelector('blockquote').textContent"); strings.TrimSpace(got) != strings.TrimSpace(words) {
		t.Errorf("the form holds %q, want the words chosen, %q", got, words)
	}
	b.quiet("correcting")
}
