// Package siting chooses where the next stations should stand, and proves how good the choice
// is: an objective, an upper bound of what any choice could reach, and the gap between them.
//
// Three questions are one model. Let s(i,j) be what demand j has of site i. Of the sites that may
// open, those are chosen, within a number or a budget, that maximise Σ_j max_i s(i,j).
//
//   - MCLP (maximal covering): s = w_j, the weight of j, where the walk takes at most Limit.
//   - PMedian: s = w_j · (t_j − t(i,j)), the time saved against the time t_j that the walk takes
//     now, or against Limit where it takes longer now. Beyond Limit nothing counts.
//   - LSCP (set covering): the fewest sites with which all demand is covered that any site can
//     cover. It is the same model with s = 1 and a price of 1 for each site.
//
// Sites that stand (Existing) serve without being counted. Those that may close (MayClose) stand
// now; a choice may give them up, and each one given up allows one new site more, and gives back
// its Cost. So P is how many more sites there are afterwards, and Budget is what is spent net of
// what is given back; P = 0 moves stations without adding any. Objectives are net: what is lost
// where a site closes is taken off.
//
// All amounts are integers and the bound is computed in integers too, so it is exact and the same
// on every machine. The search is greedy with a heap of old gains, then interchange of one site
// against another (Teitz and Bart, Operations Research 16, 1968), then a Lagrangian relaxation of
// "each demand is served by one open site" by subgradients (Cornuéjols, Fisher and Nemhauser,
// Management Science 23, 1977), whose sets are starts for the interchange, then kicks, then branch and
// bound with the same relaxation as far as the work allowed goes. Before all that, candidates that another
// site makes needless are left out; a set cover is reduced by needless rows and sites, falls into parts that
// share no site, and each of them is searched by weighting rows (Gao, Weise and Li, 2015) and bounded by itself.
package siting
