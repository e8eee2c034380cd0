package plan_test

import (
	"testing"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// TestPolicyOfTheDemoCity: the scheme that ships gives villages more minutes, and the demo city can be
// judged by it: its villages gain, nobody loses.
func TestPolicyOfTheDemoCity(t *testing.T) {
	d := demoDesk(t, demo.SizeMiddle)
	all := d.coverage(plan.Ask{Exact: true})
	got := d.coverage(plan.Ask{Exact: true, Policy: true})
	want := plan.Policy{Layer: "community", Class: "location", Is: "location_village", Minutes: 15}
	if len(got.Policy) != 1 || got.Policy[0] != want {
		t.Fatalf("rules %+v", got.Policy)
	}
	if *got.Households.Covered == *all.Households.Covered {
		t.Error("the rules change nothing")
	}
	if *got.Households.Covered < *all.Households.Covered || *got.Households.Total != *all.Households.Total {
		t.Errorf("with the policy %d are covered, without %d", *got.Households.Covered, *all.Households.Covered)
	}
}

// TestPolicyOfTheRuralScheme: a village is judged by 15 minutes, a town in it by 10.
func TestPolicyOfTheRuralScheme(t *testing.T) {
	src, err := data.Scheme("rural")
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := city.ParseScheme(src)
	if err != nil {
		t.Fatal(err)
	}
	county, township := "150602000000", "150602101000"
	d := newDesk(t, scheme, put(
		&city.Area{Layer: "county", Code: county, Shape: rect(0, -500, 2000, 500)},
		&city.Area{Layer: "township", Code: township, Parent: county, Shape: rect(0, -500, 2000, 500)},
		&city.Area{Layer: "village", Code: "150602101001", Parent: township, Shape: rect(0, -500, 1000, 500)},
		&city.Area{Layer: "village", Code: "150602101002", Parent: township, Shape: rect(1000, -500, 2000, 500), Class: map[string]string{"location": "location_town"}},
		line("road", "main", "local", at(10, 0), at(1990, 0)),
		house("h1", 100, 5, 40), house("h2", 1900, 5, 30), station("s1", 1000, 5), // both walk 900 m, 12 minutes
	))
	for policy, want := range map[bool]int64{false: 70, true: 40} {
		if got := d.coverage(plan.Ask{Policy: policy, Exact: true}); *got.Households.Covered != want {
			t.Errorf("policy %v: %d covered, want %d", policy, *got.Households.Covered, want)
		}
	}
	for policy, want := range map[bool]int64{false: 70, true: 40} {
		to := at(1000, 5).LonLat()
		got, err := d.Spot(t.Context(), plan.SpotAsk{Lon: to[0], Lat: to[1], Policy: policy})
		if err != nil {
			t.Fatal(err)
		}
		if got.Households != want || got.Twice != want || len(got.Circles) != 1 || got.Circles[0].Shared != want {
			t.Errorf("policy %v: the card of a spot says %+v, want %d households", policy, got, want)
		}
	}
}
