package httpapi_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

// TestDocs: the page for people has every call, in both languages, and needs no script, no
// style of its own and no other host.
func TestDocs(t *testing.T) {
	d := newDesk(t, nil, nil)
	for lang, want := range map[string][]string{
		"zh": {`<html lang="zh-CN">`, "红帆驿站列表", "必填"}, "en": {`<html lang="en">`, "The Red Sail stations", "required"},
	} {
		r := d.ask("GET", "/api/docs?lang="+lang, "")
		html := bodyOf(t, r)
		for _, text := range want {
			if !strings.Contains(html, text) {
				t.Errorf("%s: no %q", lang, text)
			}
		}
		for _, rt := range d.handler.(*httpapi.Server).Routes() {
			if !strings.Contains(html, `<article id="`+rt.Name+`"`) || !strings.Contains(html, `href="#`+rt.Name+`"`) {
				t.Errorf("%s: no %s", lang, rt.Name)
			}
		}
		if bad := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|(src|href)="(https?:)?//|ZgotmplZ`).FindString(html); bad != "" {
			t.Errorf("%s: %q in the page", lang, bad)
		}
	}
	for lang, want := range map[string]string{"zh": "每行一个 JSON 对象", "en": "One JSON object a line"} {
		html := bodyOf(t, d.ask("GET", "/api/docs?lang="+lang, ""))
		_, html, _ = strings.Cut(html, `<article id="locateByBody"`)
		html, _, _ = strings.Cut(html, "</article>")
		for _, text := range []string{want, "<code>→ application/x-ndjson</code>", "<code>application/x-ndjson</code>", "<code>→ text/csv</code>", "<code>border_m</code>", "id,lon,lat,district_code"} {
			if !strings.Contains(html, text) {
				t.Errorf("%s: locateByBody has no %q", lang, text)
			}
		}
		if strings.Contains(html, "No JSON of a fixed form.") || strings.Contains(html, "不是固定结构的 JSON。") {
			t.Errorf("%s: a form of locateByBody is not described", lang)
		}
	}
	for demo, want := range map[bool]int{false: 0, true: 1} {
		marked := newDesk(t, nil, func(c *httpapi.Config) { c.Demo = demo })
		if n := strings.Count(bodyOf(t, marked.ask("GET", "/api/docs?lang=zh", "")), "演示数据（虚构）"); n != want {
			t.Errorf("made up %v: %d marks", demo, n)
		}
	}
	for header, want := range map[string]string{"": "zh-CN", "en-GB,en;q=0.9": "en", "fr, zh-Hant;q=0.5": "zh-CN", "fr": "zh-CN"} {
		if html := bodyOf(t, d.ask("GET", "/api/docs", "", "Accept-Language", header)); !strings.Contains(html, `<html lang="`+want+`">`) {
			t.Errorf("Accept-Language %q: not %s", header, want)
		}
	}
	if css := bodyOf(t, d.ask("GET", "/api/docs/docs.css", "")); strings.Contains(css, "url(") || strings.Contains(css, "@import") || !strings.Contains(css, "prefers-color-scheme: dark") {
		t.Error("the style")
	}
}
