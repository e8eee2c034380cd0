package plan

import (
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// Policy is a rule of the scheme's norms: how far households of areas of a class may have to walk.
// In the scheme:
//
//	norms: {service_circle_by_class: [{layer: community, class: location, is: location_village, minutes: 15}]}
type Policy struct {
	Layer   string `json:"layer"`
	Class   string `json:"class"`
	Is      string `json:"is"`
	Minutes int    `json:"minutes"`
}

type policyMinutes struct {
	Policy
	ground int
}

// policy reads the rules; none are meant unless they are asked for.
func (t *Town) policy(asked bool) ([]policyMinutes, error) {
	if !asked {
		return nil, nil
	}
	said, _, _ := t.pic.Scheme.Norm("service_circle_by_class")
	list, ok := said.([]any)
	if !ok || len(list) == 0 {
		return nil, city.Errorf(city.Invalid, "no_policy", "policy: the scheme's norms have no service_circle_by_class: a list of layer, class, is, minutes")
	}
	var out []policyMinutes
	for i, v := range list {
		row, _ := v.(map[string]any)
		p := policyMinutes{}
		p.Layer, _ = row["layer"].(string)
		p.Class, _ = row["class"].(string)
		p.Is, _ = row["is"].(string)
		n, _ := number(row["minutes"])
		p.Minutes, p.ground = int(n), t.groundOf(p.Layer)
		if p.ground < 0 || p.Class == "" || p.Is == "" || p.Minutes < 1 || p.Minutes > MostMinutes {
			return nil, city.Errorf(city.Invalid, "no_policy", "policy: rule %d of the scheme's service_circle_by_class needs a layer, a class, what it is, and 1 to %d minutes", i+1, MostMinutes)
		}
		out = append(out, p)
	}
	return out, nil
}

// limit gives the time of each house: that of the first rule which its area meets, else the
// minutes that were asked for.
func (s *stand) limit() limits {
	usual := minutes(s.Minutes)
	if len(s.policy) == 0 {
		return usual
	}
	t := s.town
	return func(house int) walk.Time {
		for i := range s.policy {
			p := &s.policy[i]
			if spot := t.spotOf(&t.houses[house], p.ground); spot >= 0 && t.grounds[p.ground].Areas[int(spot)-t.firstSpot[p.ground]].Class[p.Class] == p.Is {
				return walk.Time(p.Minutes) * 600
			}
		}
		return usual(house)
	}
}

// rules are those that were asked for.
func (s *stand) rules() []Policy {
	out := []Policy{}
	for i := range s.policy {
		out = append(out, s.policy[i].Policy)
	}
	return out
}
