package picture_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/redsail/redsail/tiles/picture"
)

func TestLookIsChecked(t *testing.T) {
	whole, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, bad string }{
		"a colour that is none":       {`"ground": "#`, `"ground": "`},
		"a colour without a name":     {`"colour": "water"`, `"colour": "wine"`},
		"an icon that is not there":   {`"icon": "sail"`, `"icon": "tug"`},
		"a plate of no known shape":   {`"plate": "disc"`, `"plate": "star"`},
		"a step that is no step":      {`"type": "fill"`, `"type": "blur"`},
		"stops that are out of order": {`[[8, 1], [10, 1.6]`, `[[11, 1], [10, 1.6]`},
		"a path that cannot be read":  {`"sail": "M`, `"sail": "Q`},
		"no JSON":                     {`{`, ``},
	} {
		text := strings.Replace(string(whole), c.old, c.bad, 1)
		if text == string(whole) {
			t.Fatalf("%s: the table has no %s", name, c.old)
		}
		if _, err := picture.ParseLook([]byte(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func FuzzLook(f *testing.F) {
	whole, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"themes":{"light":{}},"borders":[{}],"labels":[{}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		look, err := picture.ParseLook(text)
		if err != nil {
			return
		}
		for _, theme := range look.Themes() {
			a := ask
			a.Theme, a.Width, a.Height = theme, 64, 64
			if _, err := picture.NewDrawer(look, nil).Draw(t.Context(), a, city, oneTile{tile: packed(built("Harbour"))}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestFontsAreChecked(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"no index":         {},
		"no JSON":          {picture.FontIndex: {Data: []byte("x")}},
		"a backward range": {picture.FontIndex: {Data: []byte(`[{"file":"a","weight":400,"ranges":[[9,8]]}]`)}},
		"too many":         {picture.FontIndex: {Data: []byte(`[{"file":"a","weight":400,"ranges":[[0,1114111]]}]`)}},
		"a negative":       {picture.FontIndex: {Data: []byte(`[{"file":"a","weight":400,"ranges":[[-1,3]]}]`)}},
	} {
		if _, err := picture.NewFonts(files); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	// A file is read when one of its characters is asked for, and an error names it.
	for name, file := range map[string]*fstest.MapFile{"missing": nil, "broken": {Data: []byte("wOF2 and no more")}} {
		files := fstest.MapFS{picture.FontIndex: {Data: []byte(`[{"file":"a.woff2","weight":400,"ranges":[[32,126]]}]`)}}
		if file != nil {
			files["a.woff2"] = file
		}
		fonts, err := picture.NewFonts(files)
		if err != nil {
			t.Fatal(err)
		}
		_, err = picture.NewDrawer(realLook(t), fonts).Draw(t.Context(), ask, city, oneTile{tile: packed(built("Harbour"))})
		if err == nil || !strings.Contains(err.Error(), "a.woff2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
