package atlas

import (
	"errors"
	"fmt"
	"math"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// SetBack tells of buildings or places which nearly all stand on one side of their streets, by some metres: as homes
// do that are set back from their lanes, and as another coordinate system would make them. It is a doubt, no fault.
type SetBack struct {
	Layer  string `json:"layer" doc:"building, or place"`
	EastM  int    `json:"east_m" doc:"how far they stand to the east of their streets, whole metres"`
	NorthM int    `json:"north_m"`
	Says   string `json:"says"`
}

// checkDatum refuses points that are in another datum than the streets, and tells where that is but a doubt.
func checkDatum(net *walk.Network, layer string, points []geo.Point) (*SetBack, error) {
	if net == nil {
		return nil, nil
	}
	doubt, err := net.CheckDatum(points)
	var wrong *walk.DatumError
	switch {
	case errors.As(err, &wrong):
		return nil, city.Errorf(city.Conflict, "shifted_streets", "the %ss and the streets of the city are not in the same coordinate system: %s; %s", layer, wrong.Words(), remedy(layer, wrong))
	case err != nil:
		return nil, err
	}
	return SetBackOf(layer, doubt), nil
}

// remedy is what brings points and streets together. What is stored is wrong, and without --replace a file that says
// otherwise would be held against it.
func remedy(layer string, e *walk.DatumError) string {
	out := "import them again with redsail import --kind " + layer + " --replace --crs " + e.Suspect
	switch {
	case e.Suspect == "":
		out = "import that one of the two which is shifted again, with --replace and its --crs"
	case e.Network:
		out = "import the streets again with redsail network import --replace --crs " + e.Suspect
	}
	return "look at them on the map first; if they are shifted, " + out + "; if both are right, say so in the scheme (walking: {datum_checked: true})"
}

// SetBackOf says a doubt of the network in words; nil where there is none.
func SetBackOf(layer string, e *walk.DatumError) *SetBack {
	if e == nil {
		return nil
	}
	return &SetBack{
		Layer: layer, EastM: int(math.Round(float64(e.East))), NorthM: int(math.Round(float64(e.North))),
		Says: fmt.Sprintf("half of %d %ss stand farther than %.0f m from a street, and nearly all on the same side of it, %.0f m to the east and %.0f m to the north: homes that are set back from their lanes do, and so they would if they or the streets were in another coordinate system; look at them on the map",
			e.Points, layer, float64(e.Before), math.Round(float64(e.East))+0, math.Round(float64(e.North))+0),
	}
}

// CheckDatum refuses the buildings, or places, of a layer that are, as a whole, in another datum than the streets,
// and tells where that is but a doubt.
func (s *Streets) CheckDatum(layer string, points []geo.Point) (*SetBack, error) {
	return checkDatum(s.net, layer, points)
}

// SetBack is the doubt of the buildings; nil where there is none.
func (s *Streets) SetBack() *SetBack { return s.doubt }

// setBackDoubts are the doubts of the buildings of the picture, for a check.
func (p *Picture) setBackDoubts() []Doubt {
	net := p.laid()
	if net.err != nil || net.net == nil || p.shifted(net.net, p.walking.feet) || p.walking.feet.setBack == nil {
		return nil
	}
	return []Doubt{{Kind: DoubtSetBack, Layer: city.LayerBuilding, Reason: p.walking.feet.setBack.Says}}
}
