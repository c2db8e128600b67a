/** Convolutional sparse coding: dictionaries, codes with certificates, preprocessing, measures. */
module io.gramian.sparsecoding {
    requires transitive io.gramian.core;

    exports io.gramian.sparsecoding;
}
