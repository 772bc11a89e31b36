package web_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestMeasureViews walks the views of measures over a ledger that carries them, which
// the samples do not: numbers and figures instead of words that say what is missing.
func TestMeasureViews(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		missing(t, "axe-core", "make axe")
	}
	s, _ := serve(t, leaning(t), true)
	b := browse(t, s.URL)
	for _, width := range []int64{1280, 375} {
		b.do(chromedp.EmulateViewport(width, 900))
		for _, v := range [][2]string{{"first", "/"}, {"state-known", "/state/KAZ"}, {"state-own", "/state/KAZ?w-military=0.2&w-diplomatic=0.8&show=diplomatic&step=year"},
			{"compare-known", "/compare?region=CENTRAL_ASIA&show=combined&with=RUS,CHN&w-military=0.2&w-diplomatic=0.8"}, {"network-known", "/network"}} {
			name := fmt.Sprintf("%s-%d", v[0], width)
			b.open(v[1])
			b.quiet(name)
			if over := js[int](b, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s: the page is %d px wider than the window: %s", name, over, js[string](b, widest))
			}
			b.shot(name)
			b.do(eval(string(axe)))
			for _, f := range audit(b, everyRule) {
				t.Errorf("%s: axe: %s", name, f)
			}
		}
	}
}
