package city

import (
	"fmt"
	"slices"
	"strings"
)

// Answers says how a role answers for what its post is for: the labels that tell a dispatcher whom
// to ring first.
type Answers string

// The labels, nearest first.
const (
	AnswersDirect     Answers = "direct"     // 直接责任人
	AnswersFirst      Answers = "first"      // 第一责任人
	AnswersEscalation Answers = "escalation" // 上一级
	AnswersService    Answers = "service"    // serves, and answers for nothing
)

// allAnswers are the labels, and none.
var allAnswers = []Answers{"", AnswersDirect, AnswersFirst, AnswersEscalation, AnswersService}

// Role is one that posts have.
type Role struct {
	Key  string `yaml:"key" json:"key"`
	Name Label  `yaml:"name" json:"name"`
	// On are the layers, kinds of places or LayerOrganisation that its posts are of; none = any.
	On []string `yaml:"on,omitempty" json:"on,omitempty"`
	// Answers says how it answers; empty = service.
	Answers Answers `yaml:"answers,omitempty" json:"answers,omitempty"`
	// Team is true of a team or a desk: the organisation staffs its posts, and they name no person.
	Team bool `yaml:"team,omitempty" json:"team,omitempty" doc:"a team or a desk: its posts need no person, for their organisation staffs them"`
}

// OrganisationKind is a kind of organisations.
type OrganisationKind struct {
	Key  string `yaml:"key" json:"key"`
	Name Label  `yaml:"name" json:"name"`
	// Party is true of an organisation of the Party; it stands in the chain of an area.
	Party bool `yaml:"party,omitempty" json:"party,omitempty"`
}

// Domain is one of work.
type Domain struct {
	Key  string `yaml:"key" json:"key"`
	Name Label  `yaml:"name" json:"name"`
}

// MaxRoles is the largest number of roles, kinds of organisations or domains of a scheme.
const MaxRoles = 200

// DefaultRoles are those of a scheme that names none (studies: 1+1+N, [000:4], [002:3]–[002:5]).
func DefaultRoles() []Role {
	return []Role{
		{"grid_head", Label{"网格长", "Grid head"}, []string{"grid"}, AnswersFirst, false},
		{"full_time_worker", Label{"专职网格员", "Full-time grid worker"}, []string{"grid"}, AnswersDirect, false},
		{"professional_worker", Label{"专业网格员", "Professional grid worker"}, nil, AnswersService, false},
		{"building_head", Label{"楼栋长", "Building head"}, []string{LayerBuilding}, AnswersDirect, false},
		{"branch_secretary", Label{"党支部书记", "Branch secretary"}, []string{LayerOrganisation, "compound", "grid"}, AnswersFirst, false},
		{"linked_member", Label{"联户党员", "Linked member"}, []string{LayerBuilding, "grid"}, AnswersService, false},
		{"station_keeper", Label{"驿站值守", "Station keeper"}, nil, AnswersDirect, false},
		{"property_contact", Label{"物业负责人", "Property manager"}, []string{LayerOrganisation, "compound"}, AnswersService, false},
		{"compound_support", Label{"小区包联干部", "Supporting cadre of a compound"}, []string{"compound"}, AnswersService, false},
		{"window_staff", Label{"社区窗口工作人员", "Community window staff"}, []string{"community"}, AnswersService, false},
		{"community_worker", Label{"社区工作者", "Community worker"}, []string{"community"}, AnswersService, false},
		{"community_contact", Label{"社区值班联系人", "Community contact"}, []string{"community"}, AnswersEscalation, false},
		{"community_secretary", Label{"社区党委书记", "Community Party secretary"}, []string{"community", LayerOrganisation}, AnswersEscalation, false},
		{"community_deputy", Label{"社区专职党务副书记", "Community deputy secretary for Party affairs"}, []string{"community", LayerOrganisation}, AnswersService, false},
		{"street_contact", Label{"街道值班联系人", "Street contact"}, []string{"street"}, AnswersEscalation, false},
		{"duty_desk", Label{"值班室", "Duty desk"}, []string{"street", "community", "compound", LayerOrganisation}, AnswersEscalation, true},
		{"street_secretary", Label{"街道党工委书记", "Street Party secretary"}, []string{"street", LayerOrganisation}, AnswersEscalation, false},
		{"visiting_team", Label{"民情书记团队", "Visiting team"}, nil, AnswersService, true},
		{"linked_leader", Label{"结对联系领导", "Paired leader"}, []string{"street", "community"}, AnswersEscalation, false},
	}
}

// DefaultOrganisations are the kinds of a scheme that names none.
func DefaultOrganisations() []OrganisationKind {
	return []OrganisationKind{
		{"street_committee", Label{"街道党工委", "Street Party working committee"}, true},
		{"community_committee", Label{"社区党委", "Community Party committee"}, true},
		{"general_branch", Label{"党总支", "Party general branch"}, true},
		{"branch", Label{"党支部", "Party branch"}, true},
		{"party_group", Label{"党小组", "Party group"}, true},
		{"property_company", Label{"物业公司", "Property company"}, false},
		{"owners_committee", Label{"业主委员会", "Owners' committee"}, false},
		{"residents_committee", Label{"居民委员会", "Residents' committee"}, false},
		{"visiting_team", Label{"民情书记团队", "Visiting team"}, false},
		{"firm", Label{"企业", "Firm"}, false},
		{"unit", Label{"驻区单位", "Resident unit"}, false},
		{"social_organisation", Label{"社会组织", "Social organisation"}, false},
	}
}

// DefaultDomains are the six of an all-round grid (全科网格, [000:4]).
func DefaultDomains() []Domain {
	return []Domain{
		{"party_building", Label{"党的建设", "Party building"}},
		{"social_security", Label{"社会保障", "Social security"}},
		{"public_order", Label{"综合治理", "Public order"}},
		{"emergency", Label{"应急管理", "Emergency management"}},
		{"social_relief", Label{"社会救助", "Social relief"}},
		{"public_service", Label{"公共服务", "Public service"}},
	}
}

// usualRoles are the DefaultRoles, made once: an import asks for them with every post.
var usualRoles = DefaultRoles()

// AllRoles are those that hold, with those that only the staffing names; they are not to be changed.
func (s *Scheme) AllRoles() []Role {
	if s.roles != nil {
		return s.roles
	}
	known := usualRoles
	if len(s.Roles) > 0 {
		known = s.Roles
	}
	if more := s.staffingRoles(known); len(more) > 0 {
		return slices.Concat(known, more)
	}
	return known
}

// AllOrganisations are the kinds that hold.
func (s *Scheme) AllOrganisations() []OrganisationKind {
	if len(s.Organisations) > 0 {
		return s.Organisations
	}
	return DefaultOrganisations()
}

// AllDomains are those that hold.
func (s *Scheme) AllDomains() []Domain {
	if len(s.Domains) > 0 {
		return s.Domains
	}
	return DefaultDomains()
}

// Role finds a role; unknown_role names those known.
func (s *Scheme) Role(key string) (*Role, error) {
	all := s.AllRoles()
	i := slices.IndexFunc(all, func(r Role) bool { return r.Key == key })
	if i >= 0 {
		return &all[i], nil
	}
	known := make([]string, len(all))
	for i := range all {
		known[i] = all[i].Key
	}
	return nil, Errorf(NotFound, "unknown_role", "there is no role %q; the scheme has %s", key, strings.Join(known, ", "))
}

// Vacant is true of a post that somebody should hold and nobody does: one without a person, but for that
// of a team or a desk, which its organisation staffs.
func (s *Scheme) Vacant(p *Post) bool {
	if p.Person != "" {
		return false
	}
	role, err := s.Role(p.Role)
	return err != nil || !role.Team
}

func (s *Scheme) roleSits(role string, at Seat) bool {
	r, err := s.Role(role)
	return err == nil && (len(r.On) == 0 || slices.Contains(r.On, at.Layer) || slices.Contains(s.RoleLayers(r), at.Layer))
}

func (s *Scheme) hasDomain(key string) bool {
	return slices.ContainsFunc(s.AllDomains(), func(d Domain) bool { return d.Key == key })
}

func (s *Scheme) checkOrganisationKind(key string) error {
	all := s.AllOrganisations()
	known := make([]string, len(all))
	for i := range all {
		if known[i] = all[i].Key; known[i] == key {
			return nil
		}
	}
	return Errorf(NotFound, "unknown_kind", "there is no kind of organisations %q; the scheme has %s", key, strings.Join(known, ", "))
}

// validateDuties judges roles, kinds of organisations and domains.
func (s *Scheme) validateDuties() error {
	if max(len(s.Roles), len(s.Organisations), len(s.Domains)) > MaxRoles {
		return Errorf(Invalid, "bad_scheme", "a scheme has at most %d roles, kinds of organisations and domains each", MaxRoles)
	}
	var keys [3][]string
	for _, r := range s.Roles {
		keys[0] = append(keys[0], r.Key)
		if !slices.Contains(allAnswers, r.Answers) {
			return Errorf(Invalid, "bad_scheme", "role %q: answers %q is none of direct, first, escalation, service", r.Key, r.Answers)
		}
	}
	for _, o := range s.Organisations {
		keys[1] = append(keys[1], o.Key)
	}
	for _, d := range s.Domains {
		keys[2] = append(keys[2], d.Key)
	}
	for i, what := range []string{"role", "kind of organisations", "domain"} {
		if err := onceEach(keys[i]); err != nil {
			return Errorf(Invalid, "bad_scheme", "%s %s", what, err)
		}
	}
	return nil
}

func onceEach(keys []string) error {
	seen := map[string]bool{}
	for _, key := range keys {
		if !layerKey.MatchString(key) || seen[key] {
			return fmt.Errorf("%q: a key is a small letter and up to 31 small letters, digits or _, and stands once", key)
		}
		seen[key] = true
	}
	return nil
}
