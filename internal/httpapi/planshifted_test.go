package httpapi_test

import (
	"fmt"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// TestShiftedStreetsAreAConflict: homes that all stand beside the streets by one common shift are 409 by name to
// every question that counts them or draws, and nothing is answered.
func TestShiftedStreetsAreAConflict(t *testing.T) {
	d := writingDesk(t)
	var homes []city.Content
	for i := range int32(60) {
		door := geo.Point{X: 1_160_000_000 + 1_000 + i*3_300, Y: 390_050_000 + 5_500} // some 60 m north of the road
		shape := geo.MultiPolygon{{{door, {X: door.X + 1_000, Y: door.Y}, {X: door.X + 1_000, Y: door.Y + 1_000}, {X: door.X, Y: door.Y + 1_000}}}}
		homes = append(homes, &city.Building{Code: fmt.Sprintf("shift%02d", i), Shape: shape, Entrances: []geo.Point{door}, Households: ptr[int64](5)})
	}
	d.lays(homes...)
	for target, body := range map[string]string{
		"/api/v1/coverage": "", "/api/v1/coverage/gaps": "", "/api/v1/coverage/buildings": "", "/api/v1/coverage/report": "",
		"/api/v1/scenarios": `{}`, "/api/v1/siting/spot": `{"lon":116.003,"lat":39.005}`,
	} {
		method := "GET"
		if body != "" {
			method = "POST"
		}
		if p := problemOf(t, d.local(method, target, body)); p.Status != 409 || p.Code != "shifted_streets" {
			t.Errorf("%s %s: %+v", method, target, p)
		}
	}
}
