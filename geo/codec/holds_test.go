package codec_test

import (
	"archive/zip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/redsail/redsail/geo/codec"
)

// TestHolds: a text is found wherever it may stand, across the ends of pieces too, and nowhere else.
func TestHolds(t *testing.T) {
	const text = "演示数据（虚构）"
	dir := t.TempDir()
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	packed := func(name, content string) string {
		t.Helper()
		var b strings.Builder
		w := zip.NewWriter(&b)
		e, err := w.Create("a/b.xml")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return write(name, b.String())
	}
	write("shape.dbf", "x"+gb+"x")
	for path, want := range map[string]bool{
		write("a.geojson", `{"note":"`+text+` more"}`): true, write("b.geojson", `{"note":"\u6f14\u793a\u6570\u636e\uff08\u865a\u6784\uff09"}`): true,
		write("c.csv", gb): true, write("across.csv", strings.Repeat("x", 256<<10-5)+text): true, write("none.csv", "演示数据（真实）"): false, write("empty.csv", ""): false,
		packed("a.xlsx", "<t>"+text+"</t>"): true, packed("b.xlsx", "<t>数据</t>"): false, write("shape.shp", "\x00\x00\x27\x0a"): true, write("broken.zip", "PK\x03\x04…"): false,
		filepath.Join(dir, "nowhere"): false, dir: false,
	} {
		if got, err := codec.Holds(t.Context(), path, text, codec.Limits{}); err != nil || got != want {
			t.Errorf("%s: %v, %v", filepath.Base(path), got, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := codec.Holds(ended, filepath.Join(dir, "none.csv"), text, codec.Limits{}); err == nil {
		t.Error("an ended context is no error")
	}
}
