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
	t.Run("named before, or with it", func(t *testing.T) { reverseNamedBefore(t, f) })
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
