package storetest

import (
	"errors"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// reverseNamed: what later things name is not taken back under them: a person by the posts, an
// organisation by those below it and its places, a station, an area or a post by posts. The later
// revision is named, and once that is taken back the first one can be.
func reverseNamed(t *testing.T, f Factory) {
	area1 := city.Seat{Kind: city.KindArea, Layer: "district", Code: "a"}
	place, ok := thing(5, "hall", "x", nil).(*city.Place)
	if !ok {
		t.Fatal("thing makes another kind of things")
	}
	firm := func(code string, change func(*city.Organisation)) city.Content {
		o := &city.Organisation{Code: code, Kind: "firm"}
		change(o)
		return o
	}
	owned := *place
	owned.Code, owned.Owner = "owned", "up"
	up := firm("up", func(*city.Organisation) {})
	for name, c := range map[string]struct{ goes, names city.Content }{
		"person":   {&city.Person{Code: "p", Sealed: []byte("x")}, post("n", func(p *city.Post) { p.Person = "p" })},
		"area":     {thing(0, "a", "x", nil), post("n", func(p *city.Post) { p.At = area1 })},
		"stand-in": {post("s", func(*city.Post) {}), post("n", func(p *city.Post) { p.StandIns = []string{"s"} })},
		"parent":   {up, firm("n", func(o *city.Organisation) { o.Parent = "up" })},
		"of":       {thing(0, "a", "x", nil), firm("n", func(o *city.Organisation) { o.Of = area1 })},
		"covers":   {thing(0, "a", "x", nil), firm("n", func(o *city.Organisation) { o.Of, o.Covers = city.Seat{}, []city.Seat{area1} })},
		"place":    {place, firm("n", func(o *city.Organisation) { o.Place = city.Seat{Kind: city.KindPlace, Layer: "venue", Code: "hall"} })},
		"owner":    {up, &owned},
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, f)
			d.do(put("district", "d", ""))
			first := d.do(city.PutContent(c.goes, city.Period{From: city.OpenStart, To: day(50)}))
			d.do(city.PutContent(c.names, from(60))) // at no time with it
			if _, err := city.ReverseOf(t.Context(), d, first.Number); err != nil {
				t.Fatalf("named when it is not there: %v", err)
			}
			by := d.do(city.PutContent(c.names, span(10, 60)))
			_, err := city.ReverseOf(t.Context(), d, first.Number)
			var later *city.LaterError
			if !errors.As(err, &later) || later.Revision != by.Number || !strings.Contains(err.Error(), c.names.Key().String()) {
				t.Fatalf("%v", err)
			}
			for _, n := range []int64{by.Number, first.Number} {
				back, err := city.ReverseOf(t.Context(), d, n)
				if err != nil {
					t.Fatal(err)
				}
				d.apply(back)
			}
			equal(t, "what goes", len(d.records(city.Query{Kind: c.goes.Key().Kind, Layer: c.goes.Key().Layer, Codes: []string{c.goes.Key().Code}})), 0)
		})
	}
	t.Run("what it names is gone", func(t *testing.T) { reverseMissing(t, f) })
	t.Run("advice ends", func(t *testing.T) { reverseAdvice(t, f) })
	t.Run("named before, or with it", func(t *testing.T) { reverseNamedBefore(t, f) })
}

// reverseMissing: a post that ended does not come back while its person, whom a later revision has taken
// away, is gone; that one is named, and once it is taken back the first one can be. Both that went in one
// revision come back in one, and go so again.
func reverseMissing(t *testing.T, f Factory) {
	d := start(t, f)
	person := city.PutContent(&city.Person{Code: "p", Sealed: []byte("x")}, city.Always())
	holds := post("n", func(p *city.Post) { p.Person = "p" })
	ends := func(kind city.RecordKind, layer, code string) city.Entry {
		return city.Entry{Op: city.Delete, Key: city.Key{Kind: kind, Layer: layer, Code: code}, Valid: city.Period{From: day(10), To: city.OpenEnd}}
	}
	postEnds, personEnds := ends(city.KindPost, city.LayerPost, "n"), ends(city.KindPerson, city.LayerPerson, "p")
	back := func(n int64) city.Revision {
		t.Helper()
		c, err := city.ReverseOf(t.Context(), d, n)
		if err != nil {
			t.Fatal(err)
		}
		return d.apply(c)
	}
	d.do(put("district", "d", ""), person, city.PutContent(holds, city.Always()))
	both := d.do(postEnds, personEnds)
	back(back(back(both.Number).Number).Number)
	equal(t, "posts after the reverse of the reverse of the reverse", len(d.records(city.Query{Kind: city.KindPost})), 1)

	other := d.do(city.PutContent(post("n", func(p *city.Post) { p.Person, p.Duty = "p", "x" }), city.Always()))
	ended := d.do(postEnds)
	gone := d.do(personEnds)
	_, err := city.ReverseOf(t.Context(), d, ended.Number)
	var later *city.LaterError
	if !errors.As(err, &later) || later.Revision != gone.Number || !strings.Contains(err.Error(), "post/n") || !strings.Contains(err.Error(), "person/p") {
		t.Fatalf("%v", err)
	}
	undone := back(gone.Number)
	back(ended.Number)
	if _, err := city.ReverseOf(t.Context(), d, undone.Number); err == nil {
		t.Error("the person goes again under the post")
	}
	d.do(personEnds) // the post that names it stands
	if _, err := city.ReverseOf(t.Context(), d, other.Number); err != nil {
		t.Errorf("the post names the same now: %v", err)
	}
}

func reverseNamedBefore(t *testing.T, f Factory) {
	d := start(t, f)
	person := func(secret string) city.Entry {
		return city.PutContent(&city.Person{Code: "p", Sealed: []byte(secret)}, city.Always())
	}
	holds := post("n", func(p *city.Post) { p.Person = "p" })
	d.do(put("district", "d", ""), city.PutContent(holds, city.Always()))
	came := d.do(person("x"), city.PutContent(post("m", func(p *city.Post) { p.Person = "p" }), city.Always()))
	if _, err := city.ReverseOf(t.Context(), d, came.Number); err != nil {
		t.Errorf("it named nobody before either: %v", err)
	}
	other := d.do(person("y"))
	d.do(city.PutContent(post("l", func(p *city.Post) { p.Person = "p" }), city.Always()))
	if _, err := city.ReverseOf(t.Context(), d, other.Number); err != nil {
		t.Errorf("the person stays: %v", err)
	}
}

// post is one of district d, changed.
func post(code string, change func(*city.Post)) city.Content {
	p := &city.Post{Code: code, Role: "visiting_team", At: city.Seat{Kind: city.KindArea, Layer: "district", Code: "d"}}
	change(p)
	return p
}
