package geotest

import (
	"reflect"
	"testing"
)

// The city of the study is the one whose figures it printed.
func TestWalkBenchmarkIsThatOfTheStudy(t *testing.T) {
	if testing.Short() {
		t.Skip("the whole city takes a second")
	}
	c := MakeWalkCity(WalkBenchmark)
	households := 0
	for _, h := range c.Homes {
		households += int(h.Households)
	}
	got := [...]int{len(c.Points), len(c.Edges), len(c.Homes), len(c.Stations), len(c.Candidates), len(c.Walls), households}
	want := [...]int{225934, 330537, 100000, 1700, 5000, 8739, 3659680}
	if got != want {
		t.Errorf("nodes, streets, homes, stations, candidates, walls, households: %v, want %v", got, want)
	}
}

func TestWalkTownIsTheSameTwice(t *testing.T) {
	a, b := MakeWalkCity(WalkTown), MakeWalkCity(WalkTown)
	if !reflect.DeepEqual(a, b) {
		t.Error("two towns of the same size differ")
	}
	if len(a.Homes) != WalkTown.Homes || len(a.Stations) != WalkTown.Stations || len(a.Candidates) != WalkTown.Candidates || len(a.Walls) == 0 || len(a.Barriers) == 0 {
		t.Errorf("the town has %d homes, %d stations, %d candidates, %d walls, %d barriers", len(a.Homes), len(a.Stations), len(a.Candidates), len(a.Walls), len(a.Barriers))
	}
}
