package atlas_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/longbridgeapp/opencc"
	"github.com/mozillazg/go-pinyin"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// thing is something that must be found, in the words of a test.
type thing struct {
	key  city.Key
	name string
	at   geo.Point
	form []string // pinyin with and without spaces, initials
}

// named are the named areas, places and buildings of the demo.
func named(t testing.TB, d *demoCity) []thing {
	t.Helper()
	var out []thing
	for _, r := range d.records(t) {
		box := r.Content.Box()
		x := thing{key: r.Key(), at: geo.Point{X: box.Min.X/2 + box.Max.X/2, Y: box.Min.Y/2 + box.Max.Y/2}}
		switch c := r.Content.(type) {
		case *city.Area:
			x.name = c.Names.Zh
			if c.Layer == "land_use" {
				x.name = "" // a landmark or a river stands for it
			}
		case *city.Place:
			x.name = c.Names.Zh
		case *city.Building:
			x.name = c.Address.Compound + c.Names.Zh
			x.at = c.Entrances[0]
		}
		if x.name != "" {
			x.spell()
			out = append(out, x)
		}
	}
	return out
}

// spell writes the name in the commonest reading of each character.
func (x *thing) spell() {
	args := pinyin.NewArgs()
	var syllables []string
	initials := ""
	for _, r := range x.name {
		s := strings.ToLower(string(r))
		if read := pinyin.SinglePinyin(r, args); len(read) > 0 {
			s = read[0]
		}
		syllables = append(syllables, s)
		initials += s[:1]
	}
	x.form = []string{strings.Join(syllables, ""), strings.Join(syllables, " "), initials}
}

// sample gives each step-th of a list, and all of short ones.
func sample[T any](list []T, step int) []T {
	if len(list) < 5000 {
		return list
	}
	var out []T
	for i := 0; i < len(list); i += step {
		out = append(out, list[i])
	}
	return out
}

// TestSearchFindsAll: everything that has a name is found by it, in traditional characters,
// in pinyin and in initials, among the first ten. Where others have the same name, it is
// asked for near the place.
func TestSearchFindsAll(t *testing.T) {
	s2t, err := opencc.New("s2t")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []demo.Size{demo.SizeTiny, demo.SizeCity} {
		d := openDemo(t, size)
		all := named(t, d)
		count := map[string]int{}
		for i := range all {
			count[all[i].name]++
			for _, form := range all[i].form {
				count[form]++
			}
		}
		asked := 0
		ask := func(x *thing, text string, others int) {
			if others > 10 {
				return
			}
			asked++
			var near *geo.Point
			if others > 1 {
				near = &x.at
			}
			if hits := d.find(t, text, near); place(hits, x.key.Layer, x.key.Code) < 0 {
				t.Errorf("%s: %v %s is not among the first ten for %q (%d have this name)", size, x.key, x.name, text, others)
			}
		}
		for _, x := range sample(all, 23) {
			ask(&x, x.name, count[x.name])
			traditional, err := s2t.Convert(x.name)
			if err != nil {
				t.Fatal(err)
			}
			ask(&x, traditional, count[x.name])
			ask(&x, x.form[0], count[x.form[0]])
			ask(&x, x.form[1], count[x.form[1]])
			if n := count[x.form[2]]; n == 1 {
				ask(&x, x.form[2], n)
			}
		}
		if asked < 100 {
			t.Errorf("%s: only %d questions were asked", size, asked)
		}
	}
}

// TestSearchCodes: every code of today and every former one finds its thing; a retired one
// finds all heirs, and says so.
func TestSearchCodes(t *testing.T) {
	d := openDemo(t, demo.SizeCity)
	former := 0
	check := func(k city.Key, code, matched string) {
		hits := d.find(t, code, nil)
		i := place(hits, k.Layer, k.Code)
		if i < 0 || hits[i].Matched != matched || matched == atlas.ByFormer && !strings.Contains(hits[i].Note, code) {
			t.Errorf("%s by %q: hit %d of %+v", k, code, i, hits[:min(len(hits), 3)])
		}
	}
	var coded []city.Record
	for _, r := range d.records(t) {
		if _, line := r.Content.(*city.Line); !line && r.Key().Layer != "land_use" {
			coded = append(coded, r)
		}
	}
	for _, r := range sample(coded, 17) {
		check(r.Key(), r.Key().Code, atlas.ByCode)
	}
	for _, r := range coded {
		for _, code := range formerOf(r.Content) {
			check(r.Key(), code, atlas.ByFormer)
			former++
		}
	}
	if former < 10 {
		t.Errorf("the demo has only %d former codes", former)
	}
}

func formerOf(c city.Content) []string {
	switch c := c.(type) {
	case *city.Area:
		return c.Former
	case *city.Place:
		return c.Former
	case *city.Building:
		return c.Former
	default:
		return nil
	}
}

// TestSearchRetired: a code or name of what has ended leads to its heirs, through others
// that have ended too, and never to one of several.
func TestSearchRetired(t *testing.T) {
	d := openDemo(t, demo.SizeCity)
	versions, err := d.store.Versions(t.Context(), city.Query{Layer: "community"})
	if err != nil {
		t.Fatal(err)
	}
	today := d.atlas.Current().Date
	merged, split := 0, 0
	for i := range versions {
		v := &versions[i]
		if len(v.Successors) == 0 {
			continue
		}
		want := heirs(versions, v, today)
		merged++
		if len(want) > 1 {
			split++
		}
		for _, text := range []string{v.Code, v.Names.Zh} {
			var got []string
			for _, h := range d.find(t, text, nil) {
				if h.Layer == "community" && h.Matched == atlas.ByRetired && strings.Contains(h.Note, v.Code) {
					got = append(got, h.Code)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s %s: heirs %v, want %v", v.Code, v.Names.Zh, got, want)
			}
		}
	}
	if merged == 0 || split == 0 {
		t.Errorf("the demo has %d areas that ended, %d of them with several heirs", merged, split)
	}
}

// heirs are the codes in force today that follow a version, in their order.
func heirs(versions []city.Version, v *city.Version, today city.Date) []string {
	var out []string
	for _, code := range v.Successors {
		next := slices.IndexFunc(versions, func(o city.Version) bool { return o.Code == code && o.Valid.Holds(today) })
		if next >= 0 {
			out = append(out, code)
			continue
		}
		for i := range versions {
			if versions[i].Code == code {
				out = append(out, heirs(versions, &versions[i], today)...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestSearchNoHeir: what ended without an heir is still found, and is said to have ended.
func TestSearchNoHeir(t *testing.T) {
	store := openStore(t, plain)
	apply(t, store, always(area("upper", "u", "", rect(0, 0, 10, 10)), area("upper", "v", "", rect(20, 0, 30, 10))))
	day := date(t, "2026-01-01")
	apply(t, store, city.Change{Effective: day, Entries: []city.Entry{city.DeleteArea(city.Key{Layer: "upper", Code: "u"}, day)}})
	a := openAtlas(t, store, noon)
	for _, text := range []string{"u", "名u"} {
		hits := askSearch(t, a, text)
		if len(hits) == 0 || hits[0].Code != "u" || hits[0].Matched != atlas.ByRetired || !strings.Contains(hits[0].Note, "2026-01-01") {
			t.Errorf("%q: %+v", text, hits)
		}
	}
	before, err := a.At(t.Context(), day-1, 0)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := a.Search(t.Context(), before, atlas.SearchAsk{Text: "名u"})
	if err != nil || len(hits) == 0 || hits[0].Matched != atlas.ByName || hits[0].Note != "" {
		t.Errorf("the day before: %+v, %v", hits, err)
	}
}

// FuzzSearch: no text breaks a search, and the answer to a question is always the same.
func FuzzSearch(f *testing.F) {
	d := openDemo(f, demo.SizeTiny)
	for _, s := range []string{
		"社区", "shequ", "sq", "第1网格", "第一百零五网格", "372001001001", "1#楼", "lü", "a 1 b 2", "\xff", "云帆市社区1号楼3单元", "ＡＢ１２", "鬱", "ﷺ", "①", "零百十", "ǖǘ",
	} {
		f.Add(s, int16(3))
	}
	f.Fuzz(func(t *testing.T, text string, limit int16) {
		in := atlas.SearchAsk{Text: text, Limit: int(limit), Near: &geo.Point{X: int32(limit) * 60_000, Y: int32(limit) * 20_000}}
		hits, err := d.atlas.Search(t.Context(), d.atlas.Current(), in)
		if err != nil {
			if city.KindOf(err) != city.Invalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := d.atlas.Search(t.Context(), d.atlas.Current(), in)
		if err != nil || len(again) != len(hits) {
			t.Fatalf("%q: %d hits, then %d, %v", text, len(hits), len(again), err)
		}
		for i := range hits {
			if hits[i].Code != again[i].Code || hits[i].Name == "" || hits[i].Matched == "" || hits[i].Kind == "" {
				t.Fatalf("%q: %+v, then %+v", text, hits[i], again[i])
			}
		}
	})
}
