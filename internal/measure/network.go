package measure

import (
	"math"
	"slices"
)

// A Network is ties between nodes 0 to n-1: Network[i][j] is the strength of the
// tie from i to j, never negative. It is square. Loops are ignored.
type Network [][]float64

// NewNetwork is a network of n nodes without ties.
func NewNetwork(n int) Network {
	flat := make([]float64, n*n)
	g := make(Network, n)
	for i := range g {
		g[i] = flat[i*n : (i+1)*n : (i+1)*n]
	}
	return g
}

// both is the strength of the ties between two nodes in either direction.
func (g Network) both(i, j int) float64 {
	if i == j {
		return 0
	}
	return g[i][j] + g[j][i]
}

// neighbours are the nodes tied to each, in order.
func (g Network) neighbours() [][]int {
	out := make([][]int, len(g))
	for i := range g {
		for j := range g {
			if g.both(i, j) > 0 {
				out[i] = append(out[i], j)
			}
		}
	}
	return out
}

// Constraint is Burt's: how far each node's ties lead back to one another, so
// that it cannot play one partner against another. A node without ties has NaN.
//
//	C_i = Σ_j (p_ij + Σ_q p_iq p_qj)², p_ij = (a_ij + a_ji) / Σ_k (a_ik + a_ki)
//
// Source: Burt, Structural Holes (1992), eq. 2.4.
func (g Network) Constraint() []float64 {
	ties := g.neighbours()
	total := make([]float64, len(g))
	for i := range g {
		for _, j := range ties[i] {
			total[i] += g.both(i, j)
		}
	}
	out := make([]float64, len(g))
	for i := range g {
		if total[i] == 0 {
			out[i] = math.NaN()
			continue
		}
		// Only j that i is tied to: Burt sums over i's contacts.
		for _, j := range ties[i] {
			p := g.both(i, j) / total[i]
			for _, q := range ties[i] {
				if q != j {
					p += g.both(i, q) / total[i] * g.both(q, j) / total[q]
				}
			}
			out[i] += p * p
		}
	}
	return out
}

// EffectiveSize is the number of each node's contacts less the mean number of
// ties that a contact has to the others, strength counted; NaN without ties.
//
//	Σ_j (1 - Σ_q p_iq m_jq), m_jq = (a_jq + a_qj) / max_k (a_jk + a_kj)
//
// For ties that all weigh the same it is n - 2t/n, with n contacts and t ties
// among them. Source: Burt, Structural Holes (1992), eq. 2.2; Borgatti,
// Connections 20 (1997) 35.
func (g Network) EffectiveSize() []float64 {
	ties := g.neighbours()
	out := make([]float64, len(g))
	for i := range g {
		total := 0.0
		for _, j := range ties[i] {
			total += g.both(i, j)
		}
		if total == 0 {
			out[i] = math.NaN()
			continue
		}
		for _, j := range ties[i] {
			most := 0.0
			for _, k := range ties[j] {
				most = max(most, g.both(j, k))
			}
			redundant := 0.0
			for _, q := range ties[i] {
				redundant += g.both(i, q) / total * g.both(j, q) / most
			}
			out[i] += 1 - redundant
		}
	}
	return out
}

// Betweenness is how many shortest paths between two others lead through each
// node, each pair counted once and shared among its shortest paths. Ties count
// as there or not there, in either direction.
//
// Source: Freeman, Sociometry 40 (1977) 35; algorithm of Brandes, Journal of
// Mathematical Sociology 25 (2001) 163.
func (g Network) Betweenness() []float64 {
	ties := g.neighbours()
	n := len(g)
	out := make([]float64, n)
	for s := range g {
		dist, paths, lean := make([]int, n), make([]float64, n), make([]float64, n)
		before := make([][]int, n)
		for i := range dist {
			dist[i] = -1
		}
		dist[s], paths[s] = 0, 1
		order := []int{s}
		for at := 0; at < len(order); at++ {
			v := order[at]
			for _, w := range ties[v] {
				if dist[w] < 0 {
					dist[w] = dist[v] + 1
					order = append(order, w)
				}
				if dist[w] == dist[v]+1 {
					paths[w] += paths[v]
					before[w] = append(before[w], v)
				}
			}
		}
		for _, w := range slices.Backward(order) {
			for _, v := range before[w] {
				lean[v] += paths[v] / paths[w] * (1 + lean[w])
			}
			if w != s {
				out[w] += lean[w] / 2
			}
		}
	}
	return out
}

// Participation says of each node how evenly its ties are spread over layers: 0
// all in one, 1 alike in all; NaN without ties or with fewer than two layers.
//
//	P_i = L/(L-1) (1 - Σ_l (k_il / K_i)²)
//
// where k_il is the strength of i's ties in layer l. Source: Battiston, Nicosia
// and Latora, Physical Review E 89 (2014) 032804.
func Participation(layers []Network) []float64 {
	if len(layers) == 0 {
		return nil
	}
	out := make([]float64, len(layers[0]))
	for i := range out {
		var total, squares float64
		for _, g := range layers {
			k := 0.0
			for j := range g {
				k += g.both(i, j)
			}
			total += k
			squares += k * k
		}
		l := float64(len(layers))
		if total == 0 || l < 2 {
			out[i] = math.NaN()
			continue
		}
		out[i] = l / (l - 1) * (1 - squares/(total*total))
	}
	return out
}
