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

// CheckPolicy refuses to judge by the class of areas where a scheme has no rules for that: no_policy.
func CheckPolicy(s *city.Scheme) error {
	_, err := policyOf(s)
	return err
}

// policyOf reads the rules of a scheme. That there are none is an error too.
func policyOf(s *city.Scheme) ([]Policy, error) {
	said, _, _ := s.Norm(city.NormCircles)
	list, ok := said.([]any)
	if !ok || len(list) == 0 {
		return nil, city.Errorf(city.Invalid, "no_policy", "policy: the scheme's norms have no service_circle_by_class: a list of layer, class, is, minutes")
	}
	var out []Policy
	for i, v := range list {
		row, _ := v.(map[string]any)
		p := Policy{}
		p.Layer, _ = row["layer"].(string)
		p.Class, _ = row["class"].(string)
		p.Is, _ = row["is"].(string)
		n, _ := number(row["minutes"])
		p.Minutes = int(n)
		if _, err := s.Layer(p.Layer); err != nil || p.Class == "" || p.Is == "" || p.Minutes < 1 || p.Minutes > MostMinutes {
			return nil, city.Errorf(city.Invalid, "no_policy", "policy: rule %d of the scheme's service_circle_by_class needs a layer, a class, what it is, and 1 to %d minutes", i+1, MostMinutes)
		}
		out = append(out, p)
	}
	return out, nil
}

// policy reads the rules; none are meant unless they are asked for.
func (t *Town) policy(asked bool) ([]policyMinutes, error) {
	if !asked {
		return nil, nil
	}
	rules, err := policyOf(t.pic.Scheme)
	if err != nil {
		return nil, err
	}
	var out []policyMinutes
	for _, p := range rules {
		out = append(out, policyMinutes{p, t.groundOf(p.Layer)})
	}
	return out, nil
}

// policies are the rules that could be asked for; none where the scheme has no sound ones.
func (t *Town) policies() []Policy {
	rules, err := policyOf(t.pic.Scheme)
	if err != nil {
		return []Policy{}
	}
	return rules
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

// longest is the longest time within which any house may be covered.
func (s *stand) longest() walk.Time {
	n := s.Minutes
	for i := range s.policy {
		n = max(n, s.policy[i].Minutes)
	}
	return walk.Time(n) * 600
}

// each are the times of all houses; nil = the same for all.
func (s *stand) each() []walk.Time {
	if len(s.policy) == 0 {
		return nil
	}
	out, limit := make([]walk.Time, len(s.town.houses)), s.limit()
	for i := range out {
		out[i] = limit(i)
	}
	return out
}

// rules are those that were asked for.
func (s *stand) rules() []Policy {
	out := []Policy{}
	for i := range s.policy {
		out = append(out, s.policy[i].Policy)
	}
	return out
}
