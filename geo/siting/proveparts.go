package siting

import (
	"errors"
	"fmt"
	"slices"
)

// parts proves the bound of a cover part by part.
func (c *checker) parts(parts []Part) error {
	served, required := make([]bool, len(c.p.Demand)), int64(0) // by required sites
	for i, s := range c.p.Sites {
		if s.Status == Required {
			required++
			for _, l := range c.links(i) {
				served[l.row] = true
			}
		}
	}
	sites, err := c.apart(parts, served)
	if err != nil {
		return err
	}
	sum := required
	for n := range parts {
		part := &parts[n]
		if part.Bound < 0 || part.Bound > int64(len(part.Demands)) {
			return fmt.Errorf("part %d: %d demands do not need %d sites", n, len(part.Demands), part.Bound)
		}
		if part.Bound > 0 {
			if err := c.part(part, sites[n]); err != nil {
				return fmt.Errorf("part %d: %w", n, err)
			}
		}
		sum += part.Bound
	}
	if sum < c.res.Bound {
		return fmt.Errorf("the parts need %d sites", sum)
	}
	return nil
}

// apart are the sites that serve demands of each part; none serves demands of two. Demands that required sites
// serve, that nobody asks for or that stand in two parts are refused.
func (c *checker) apart(parts []Part, served []bool) ([][]int, error) {
	partOf := make([]int, len(c.p.Demand)) // counted from 1
	for n := range parts {
		for _, j := range parts[n].Demands {
			if j < 0 || int(j) >= len(partOf) || partOf[j] != 0 || served[j] || c.p.Demand[j] == 0 {
				return nil, fmt.Errorf("demand %d is not to be served in part %d", j, n)
			}
			partOf[j] = n + 1
		}
	}
	sites := make([][]int, len(parts))
	for i, s := range c.p.Sites {
		if s.Status != MayClose && !s.mayOpen() || s.Status == Required {
			continue
		}
		at := 0
		for _, l := range c.links(i) {
			switch n := partOf[l.row]; {
			case n == 0 || n == at:
			case at != 0:
				return nil, fmt.Errorf("site %d serves two parts", i)
			default:
				at = n
				sites[n-1] = append(sites[n-1], i)
			}
		}
	}
	return sites, nil
}

// part proves what one part needs. Its demands are rows that count once each.
func (c *checker) part(part *Part, sites []int) error {
	if part.Proof == nil {
		return errors.New("its proof is missing")
	}
	row := make(map[int32]int32, len(part.Demands))
	for k, j := range part.Demands {
		row[j] = int32(k)
	}
	p := &prover{sites: sites, links: make([][]link, len(sites)), costs: make([]int64, len(sites)), fix: make([]int8, len(sites)),
		weight: slices.Repeat([]int64{1}, len(row)), most: slices.Repeat([]uint32{1}, len(row)), price: 1, number: len(sites)}
	reached := make([]bool, len(row))
	for k, i := range sites {
		for _, l := range c.links(i) {
			if r, here := row[l.row]; here {
				p.links[k] = append(p.links[k], link{r, 1})
				reached[r] = true
			}
		}
	}
	if r := slices.Index(reached, false); r >= 0 {
		return fmt.Errorf("no site serves demand %d", part.Demands[r])
	}
	if err := p.drop(part.Proof.Drops); err != nil {
		return err
	}
	return p.prove(part.Proof, slices.Clone(p.fix), int64(len(row))-part.Bound)
}
